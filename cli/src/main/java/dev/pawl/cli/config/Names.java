package dev.pawl.cli.config;

import java.nio.file.Path;

/** Paths as people know them. */
public final class Names {

    private Names() {}

    /** A path relative to a folder, where it is in it; else as it is. */
    public static String relative(Path path, Path folder) {
        Path absolute = folder.resolve(path).toAbsolutePath().normalize();
        Path base = folder.toAbsolutePath().normalize();
        return absolute.startsWith(base) && !absolute.equals(base)
                ? base.relativize(absolute).toString()
                : absolute.toString();
    }
}
