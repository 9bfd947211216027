package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Directives;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.TransactionMode;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the small file beside a script that says how it runs: diesel's {@code metadata.toml} and Flyway's {@code
 * .sql.conf}. Both are lines of {@code key = value}; a key that pawl does not know is an error, because it may change
 * what the script does.
 */
final class Settings {

    private Settings() {}

    /**
     * The directives that a settings file stands for.
     *
     * @param transactionKey {@code false} for it means: outside a transaction
     * @param harmless settings that agree with what pawl does anyway, as {@code key=value} in lower case
     */
    static Directives read(SourceFile settings, String transactionKey, Set<String> harmless, Reading reading) {
        reading.companion(settings);
        Directives directives = Directives.NONE;
        int number = 0;
        for (String line : lines(settings, reading)) {
            number++;
            String setting = bare(line);
            if (setting.equals(transactionKey.toLowerCase(Locale.ROOT) + "=false")) {
                directives = directives.withTransaction(TransactionMode.NON_TRANSACTIONAL);
            } else if (!isHarmless(setting, transactionKey, harmless)) {
                reading.error(unknown(settings, number, line, transactionKey));
            }
        }
        return directives;
    }

    private static Iterable<String> lines(SourceFile settings, Reading reading) {
        try {
            return Markers.head(settings.content()).lines().toList();
        } catch (IOException e) {
            reading.error(Unreadable.problem(settings.content().location(), e));
            return Set.of();
        }
    }

    /** A line without comment, spaces and quotes, in lower case. */
    private static String bare(String line) {
        String uncommented = line.contains("#") ? line.substring(0, line.indexOf('#')) : line;
        return uncommented.replaceAll("[\\s\"']", "").toLowerCase(Locale.ROOT);
    }

    private static boolean isHarmless(String setting, String transactionKey, Set<String> harmless) {
        return setting.isEmpty()
                || setting.equals(transactionKey.toLowerCase(Locale.ROOT) + "=true")
                || harmless.contains(setting);
    }

    private static Problem unknown(SourceFile settings, int line, String text, String transactionKey) {
        return Problem.at(
                new SourcePosition(settings.content().location(), line, 1),
                ErrorCode.DIRECTIVE_UNKNOWN,
                "The setting " + text.strip() + " is not one that pawl knows.",
                "Only " + transactionKey
                        + " = true or false counts here; take the line out if the script runs without it.");
    }
}
