package dev.pawl.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of a session's setting: {@code SET name = value}, {@code RESET name}, or a call of {@code set_config} with
 * literals.
 *
 * @param name in lower case; {@code all} for {@code RESET ALL}
 * @param values one or more as written, without quotes; empty for a reset to the default
 */
record SettingChange(String name, List<String> values) {

    /** Copies the list. */
    SettingChange {
        values = List.copyOf(values);
    }

    /** What a statement sets; empty where it sets nothing. */
    static Optional<SettingChange> of(String sql) {
        Words words = new Words(sql).next();
        if (words.skip("SET")) {
            return ofSet(words);
        }
        if (words.skip("RESET")) {
            return Optional.of(new SettingChange(words.value().toLowerCase(Locale.ROOT), List.of()));
        }
        return words.skip("SELECT") ? ofSetConfig(words) : Optional.empty();
    }

    private static Optional<SettingChange> ofSet(Words words) {
        if (words.isAny("SESSION", "LOCAL")) {
            words.next();
        }
        if (words.is("NAMES")) {
            return Optional.of(new SettingChange("client_encoding", values(words.next())));
        }
        if (!words.isName()) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder(words.value());
        words.next();
        while (words.is('.')) {
            name.append('.').append(words.next().value());
            words.next();
        }
        if (!words.skip('=') && !words.skip("TO")) {
            return Optional.empty();
        }
        return Optional.of(new SettingChange(name.toString().toLowerCase(Locale.ROOT), values(words)));
    }

    private static List<String> values(Words words) {
        List<String> values = new ArrayList<>();
        while (!words.atEnd()) {
            if (words.is("DEFAULT") && values.isEmpty()) {
                return List.of();
            }
            if (!words.is(',')) {
                values.add(words.value());
            }
            words.next();
        }
        return values;
    }

    private static Optional<SettingChange> ofSetConfig(Words words) {
        if (words.skip("PG_CATALOG") && !words.skip('.')) {
            return Optional.empty();
        }
        if (!words.skip("SET_CONFIG") || !words.skip('(') || words.kind() != Words.Kind.LITERAL) {
            return Optional.empty();
        }
        String name = words.value().toLowerCase(Locale.ROOT);
        words.next();
        if (!words.skip(',')) {
            return Optional.empty();
        }
        if (words.is("NULL")) {
            return Optional.of(new SettingChange(name, List.of()));
        }
        return words.kind() == Words.Kind.LITERAL
                ? Optional.of(new SettingChange(name, List.of(words.value())))
                : Optional.empty();
    }
}
