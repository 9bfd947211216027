package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares output with a file under {@code src/test/resources/golden}; {@code -Dgolden.update=true} rewrites it. */
public final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    /** Compares a text with the file of that name. */
    public static void verify(String name, String actual) {
        Path file = FOLDER.resolve(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual);
            }
            assertThat(actual).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("No golden file " + name + ": run with -Dgolden.update=true", e);
        }
    }

    /** A text with all that differs from run to run replaced by words. */
    public static String normalised(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<instant>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "<time>")
                .replaceAll("(\"(?:executionTimeMs|durationMs)\":)\\d+", "$1<ms>")
                .replaceAll("\\b\\d+(\\.\\d)?m?s\\b", "<duration>")
                .replaceAll("\"planDigest\":\"[0-9a-f]+\"", "\"planDigest\":\"<digest>\"")
                .replaceAll("postgresql://postgres@127.0.0.1:\\d+/test_\\d+", "<url>")
                .replaceAll("\\btest_\\d+\\b", "<database>");
    }
}
