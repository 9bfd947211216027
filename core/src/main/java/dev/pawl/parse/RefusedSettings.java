package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The settings that make the driver drop the connection (design, traps): they are refused before anything runs. */
final class RefusedSettings {
    private static final Set<String> UTF8 = Set.of("utf8", "unicode");
    /** {@code POSTGRES} is matched by its beginning, as the server does. */
    private static final Set<String> FOREIGN_DATE_STYLES = Set.of("sql", "german");

    private RefusedSettings() {}

    /** The problem with a statement that changes such a setting. */
    static Optional<Problem> of(Statement statement) {
        return SettingChange.of(statement.sql()).flatMap(change -> problem(statement, change));
    }

    private static Optional<Problem> problem(Statement statement, SettingChange change) {
        if (change.values().isEmpty()) {
            return Optional.empty();
        }
        return switch (change.name()) {
            case "client_encoding" ->
                UTF8.contains(letters(change.values().get(0)))
                        ? Optional.empty()
                        : refuse(
                                statement,
                                "The script sets another client_encoding than UTF8",
                                "Remove it; scripts are UTF-8.");
            case "datestyle" ->
                isForeign(change)
                        ? refuse(
                                statement,
                                "The script sets a date style that the driver cannot read",
                                "Use ISO, for example SET datestyle = 'ISO, DMY'.")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isForeign(SettingChange change) {
        return change.values().stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(RefusedSettings::letters)
                .anyMatch(style -> FOREIGN_DATE_STYLES.contains(style) || style.startsWith("postgres"));
    }

    private static String letters(String value) {
        return value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static Optional<Problem> refuse(Statement statement, String message, String fix) {
        return Optional.of(ScriptReview.problem(statement, ErrorCode.SETTING_REFUSED, message, fix));
    }
}
