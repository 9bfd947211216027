package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.postgres.Identifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a script may leave in its session, and how to wipe it: settings, temporary tables, prepared statements, session
 * locks. The next migration, and behind a pooler the next client, starts clean (spec N4).
 *
 * <p>Settings are reset by name. {@code RESET ALL} and {@code DISCARD ALL} would take {@code application_name} and what the
 * driver relies on with them. All of it happens before COMMIT: after it, a pooler may hand out another connection. It is
 * always the same text, so it costs no round trip.
 */
final class SessionTraces {

    private static final int LONGEST = 20_000;
    private static final Pattern SUSPECT = Pattern.compile(
            "set_config|advisory_lock|\\btemp(?:orary)?\\b|\\bprepare\\b|\\blisten\\b|\\bwith\\s+hold\\b|\\bpg_temp\\b");

    /** One of them is in whatever the pattern finds; looking for them takes a tenth of the pattern's time. */
    private static final List<String> HINTS =
            List.of("set_config", "advisory_lock", "temp", "prepare", "listen", "hold");

    private static final Pattern BLOCK = Pattern.compile("do\\b", Pattern.CASE_INSENSITIVE);

    /** A transaction's own modes cannot be set back while it runs, and need not be: they end with it. */
    private static final String OF_TRANSACTION =
            "'transaction_isolation', 'transaction_read_only', 'transaction_deferrable'";

    /** The driver relies on these, and scripts may not change them to anything else. */
    private static final String OF_DRIVER = "'application_name', 'client_encoding', 'DateStyle'";

    /** The settings fill more than the least work_mem; to spill them, temp_file_limit may leave no room. */
    private static final String ENOUGH_MEMORY = "SET LOCAL work_mem = '4MB';\n";

    private static final String WIPE = "RESET SESSION AUTHORIZATION;\nRESET ROLE;\nDISCARD TEMP;\nDEALLOCATE ALL;\n"
            + "CLOSE ALL;\nUNLISTEN *;\nSELECT pg_catalog.pg_advisory_unlock_all();\n"
            + ENOUGH_MEMORY
            + "SELECT pg_catalog.count(pg_catalog.set_config(name, NULL, false)) FROM pg_catalog.pg_settings"
            + " WHERE source = 'session' AND context IN ('user', 'superuser') AND name NOT IN ("
            + OF_DRIVER + ", " + OF_TRANSACTION + ");\n";

    /** Settings of nobody's, {@code app.user}: no catalog lists them, so they are read out of the script. */
    private static final Pattern CUSTOM = Pattern.compile(
            "\\bset(?:\\s+(?:session\\s+)?|_config\\s*\\(\\s*')([a-z_]\\w*(?:\\.\\w+)+)", Pattern.CASE_INSENSITIVE);

    private final Set<String> custom = new TreeSet<>();
    private Presence presence = Presence.NONE;

    private enum Presence {
        NONE,
        POSSIBLE
    }

    /** Takes note of a statement that was sent; a function that it calls may do anything. */
    void after(Statement statement) {
        if (isSuspect(statement)) {
            presence = Presence.POSSIBLE;
            noteCustom(statement.sql());
        }
    }

    private static boolean isSuspect(Statement statement) {
        String sql = statement.sql();
        if (statement.kind() == StatementKind.SESSION_SETTING
                || statement.kind() == StatementKind.RETURNS_ROWS
                || BLOCK.matcher(sql).lookingAt()) {
            return true;
        }
        if (sql.length() > LONGEST) {
            return false;
        }
        String lower = sql.toLowerCase(Locale.ROOT);
        return HINTS.stream().anyMatch(lower::contains)
                && SUSPECT.matcher(lower).find();
    }

    private void noteCustom(String sql) {
        Matcher found = CUSTOM.matcher(sql.length() <= LONGEST ? sql : sql.substring(0, LONGEST));
        while (found.find()) {
            custom.add(found.group(1));
        }
    }

    /** Takes note of a setting of pawl's own. */
    void afterSetting() {
        presence = Presence.POSSIBLE;
    }

    /** The SQL that wipes the session, which may return rows; empty where nothing can have been left. */
    String wipe() {
        if (presence == Presence.NONE) {
            return "";
        }
        StringBuilder sql = new StringBuilder(WIPE);
        custom.forEach(name -> sql.append("RESET ").append(parameter(name)).append(";\n"));
        return sql.toString();
    }

    private static String parameter(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .map(part -> new Identifier(part).sql())
                .collect(Collectors.joining("."));
    }
}
