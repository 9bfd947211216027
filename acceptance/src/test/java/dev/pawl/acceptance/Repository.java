package dev.pawl.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-out sources that these tests belong to. */
public final class Repository {

    private Repository() {}

    /** Its root: what Maven names, else the nearest folder above that has a module of this name. */
    public static Path root() {
        String named = System.getProperty("pawl.repository", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("acceptance"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("These tests run inside the repository");
        }
        return folder;
    }
}
