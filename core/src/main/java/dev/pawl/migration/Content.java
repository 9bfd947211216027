package dev.pawl.migration;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one file, wherever it lives (folder, class path, archive). It is opened as often as needed and read as a
 * stream, so a script of 1 GB costs no more memory than one of 1 MB (spec F5).
 */
public interface Content {

    /** Where the bytes are, in the words of a message: {@code migrations/001_users.sql}. */
    String location();

    /**
     * Opens the bytes from the beginning.
     *
     * @throws IOException if the file is gone or cannot be read
     */
    InputStream open() throws IOException;
}
