package dev.pawl.postgres;

import java.util.Optional;

/** A statement of pawl's own that sets a setting, as a call of {@code set_config}: several of those fit into one statement. */
final class Setting {

    private static final String SET_LOCAL = "SET LOCAL ";
    private static final String ASSIGNS = " = ";
    private static final String TO_DEFAULT = " TO DEFAULT";

    private Setting() {}

    /** The call; empty where a statement does something else. To {@code set_config}, NULL is the default. */
    static Optional<String> call(String statement) {
        if (statement.equals("RESET SESSION AUTHORIZATION")) {
            return Optional.of(call("session_authorization", "NULL", false));
        }
        if (statement.equals("RESET ROLE")) {
            return Optional.of(call("role", "NULL", false));
        }
        if (!statement.startsWith(SET_LOCAL)) {
            return Optional.empty();
        }
        String rest = statement.substring(SET_LOCAL.length());
        if (rest.endsWith(TO_DEFAULT)) {
            return Optional.of(call(rest.substring(0, rest.length() - TO_DEFAULT.length()), "NULL", true));
        }
        int at = rest.indexOf(ASSIGNS);
        if (at < 0) {
            return Optional.empty();
        }
        String value = rest.substring(at + ASSIGNS.length());
        return Optional.of(call(rest.substring(0, at), value.endsWith("'") ? value : Literal.text(value), true));
    }

    private static String call(String name, String value, boolean isLocal) {
        return "pg_catalog.set_config('" + name + "', " + value + ", " + isLocal + ")";
    }
}
