package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Expected outputs in files: what changes from run to run is masked, everything else counts. */
public final class Golden {
    private static final boolean IS_REWRITING = Boolean.getBoolean("golden.update");

    private final Map<String, String> names = new LinkedHashMap<>();

    /** Replaces a text that differs from run to run, such as a folder or a database's name, by a word. */
    public Golden mask(String text, String word) {
        names.put(text, word);
        return this;
    }

    /** Compares an outcome with {@code golden/NAME.txt}, or rewrites that file under {@code -Dgolden.update=true}. */
    public void verify(String name, Outcome outcome) {
        String actual = masked(outcome.toString()) + "\n";
        Path file = Repository.root()
                .resolve("acceptance/src/test/resources/golden")
                .resolve(name + ".txt");
        try {
            if (IS_REWRITING) {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.writeString(file, actual);
                return;
            }
            assertThat(actual).as("golden/%s.txt", name).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text with everything masked. */
    public String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            masked = masked.replace(name.getKey(), name.getValue());
        }
        return masked.replaceAll("(?<= in | - |\\(|  )\\d+(?:\\.\\d+)? ?(?:ms|s|min)\\b", "TIME")
                .replaceAll("\\b\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?: ?UTC|Z)?", "MOMENT")
                .replaceAll("\\b[0-9a-f]{64}\\b", "SHA256")
                .replaceAll("\\b[0-9a-f]{16}\\b", "DIGEST")
                .replaceAll("(\"(?:executionTimeMs|durationMs)\" ?: ?)\\d+", "$1N")
                .replaceAll("(?<=pid )\\d+", "PID")
                .replaceAll("(?<= -p )\\d+", "PORT")
                .replaceAll("(\"tool\" ?: ?\")[^\"]*", "$1VERSION")
                .replaceAll("pawl [0-9][^ ]* on Java [^\"]*", "pawl VERSION on Java VERSION")
                .replaceAll("PostgreSQL \\d+\\.\\d+", "PostgreSQL VERSION")
                .replaceAll("(?<=@127\\.0\\.0\\.1:)\\d+", "PORT");
    }
}
