package dev.pawl.parse;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;

/**
 * A large file that was read once, for its checksum. Whoever reads it again can tell whether it is still the same without
 * making that checksum anew, which takes longer than all else that is done with the bytes.
 *
 * @param origin the file
 * @param check what was seen of the script in it
 */
record SeenContent(Content origin, ContentCheck check) implements Content {

    @Override
    public String location() {
        return origin.location();
    }

    @Override
    public InputStream open() throws IOException {
        return origin.open();
    }
}
