package dev.pawl.parse;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Content;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An applied script beside the file as it is now.
 *
 * @param difference in the unified form
 * @param isSemantic whether a statement changed, and not only comments and white space between statements
 */
public record ScriptComparison(String difference, boolean isSemantic) {

    /**
     * Compares.
     *
     * @param applied the text that was applied
     * @param now the script on disk
     */
    public static ScriptComparison of(String applied, Script now) {
        String current = textOf(now);
        boolean isSemantic = !statements(Script.wholeFile(new AppliedText(applied)))
                .equals(statements(now));
        return new ScriptComparison(LineDifference.between(applied, current), isSemantic);
    }

    /** A script's whole text; for scripts that are known to be small. */
    public static String textOf(Script script) {
        StringBuilder text = new StringBuilder();
        try (InputStream bytes = script.content().open()) {
            byte[] all = bytes.readAllBytes();
            for (Script.Slice slice : script.slices()) {
                int to = (int) Math.min(slice.toByte(), all.length);
                text.append(new String(all, (int) slice.fromByte(), to - (int) slice.fromByte(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The statements of a script; empty where it cannot be split, which counts as a change. */
    private static Optional<List<String>> statements(Script script) {
        List<String> statements = new ArrayList<>();
        try (StatementReader reader = StatementReader.open(script)) {
            for (Statement statement = reader.next(); statement != null; statement = reader.next()) {
                statements.add(statement.sql());
            }
            return Optional.of(statements);
        } catch (PawlException e) {
            return Optional.empty();
        }
    }

    private record AppliedText(String text) implements Content {
        @Override
        public String location() {
            return "the applied text";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
