package dev.pawl.discover;

import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lists a folder that holds nothing but files with names in ASCII, as most do, in a third of the time that {@link
 * FolderWalk} takes. Gives up at anything else.
 */
final class FlatFolder {

    private FlatFolder() {}

    /**
     * The files, sorted by path.
     *
     * @param label what stands for the folder in messages
     */
    static Optional<List<SourceFile>> files(Path root, String label) {
        String folder = root.toString();
        boolean isKnown = PathText.isAscii(folder) && root.getFileSystem().equals(FileSystems.getDefault());
        String[] names = isKnown ? new File(folder).list() : null;
        if (names == null) {
            return Optional.empty();
        }
        Arrays.sort(names);
        List<SourceFile> files = new ArrayList<>(names.length);
        for (String name : names) {
            if (!PathText.isAscii(name) || !new File(folder, name).isFile()) {
                return Optional.empty();
            }
            if (!QuietFiles.includes(name)) {
                files.add(new SourceFile(name, new PathContent(label + "/" + name, root.resolve(name))));
            }
        }
        return Optional.of(files);
    }
}
