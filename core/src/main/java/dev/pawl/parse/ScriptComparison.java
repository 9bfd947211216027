package dev.pawl.parse;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
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
        String current = ScriptText.of(now).orElse("");
        boolean isSemantic = !statements(Script.wholeFile(new GivenText("the applied text", applied)))
                .equals(statements(now));
        return new ScriptComparison(LineDifference.between(applied, current), isSemantic);
    }

    /** A script's whole text; empty where it is too long to be kept. */
    public static Optional<String> textOf(Script script) {
        return ScriptText.of(script);
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
}
