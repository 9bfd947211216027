package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a script may leave in its session, and how to wipe it: settings, temporary tables, prepared statements, session
 * locks. The next migration, and behind a pooler the next client, starts clean (spec N4).
 *
 * <p>Settings are reset by name. {@code RESET ALL} and {@code DISCARD ALL} would take {@code application_name} and what the
 * driver relies on with them. All of it happens before COMMIT: after it, a pooler may hand out another connection.
 */
final class SessionTraces {

    private static final int LONGEST = 20_000;
    private static final Pattern SUSPECT = Pattern.compile(
            "set_config|advisory_lock|\\btemp(?:orary)?\\b|\\bprepare\\b|\\blisten\\b|\\bwith\\s+hold\\b|\\bpg_temp\\b",
            Pattern.CASE_INSENSITIVE);

    /** The driver relies on these, and scripts may not change them to anything else. */
    private static final String SETTINGS = "SELECT name FROM pg_catalog.pg_settings WHERE source = 'session'"
            + " AND name NOT IN ('application_name', 'client_encoding', 'DateStyle')";

    private static final String OBJECTS = """
            RESET SESSION AUTHORIZATION;
            RESET ROLE;
            DISCARD TEMP;
            DEALLOCATE ALL;
            CLOSE ALL;
            UNLISTEN *;
            SELECT pg_catalog.pg_advisory_unlock_all();
            """;

    private Presence presence = Presence.NONE;

    private enum Presence {
        NONE,
        POSSIBLE
    }

    /** Takes note of a statement that was sent. */
    void after(Statement statement) {
        String sql = statement.sql();
        if (statement.kind() == StatementKind.SESSION_SETTING
                || (sql.length() <= LONGEST && SUSPECT.matcher(sql).find())) {
            presence = Presence.POSSIBLE;
        }
    }

    /** The SQL that wipes the session; nothing, and no round trip, where nothing can have been left. */
    String wipe(Session session) throws SQLException {
        if (presence == Presence.NONE) {
            return "";
        }
        List<String> names = new ArrayList<>();
        session.sendEach(SETTINGS, rows -> {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        });
        StringBuilder sql = new StringBuilder(OBJECTS);
        names.forEach(name -> sql.append("RESET ").append(parameter(name)).append(";\n"));
        return sql.toString();
    }

    /** A custom setting is two names: {@code app.user}. */
    private static String parameter(String name) {
        StringBuilder quoted = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            quoted.append(quoted.isEmpty() ? "" : ".").append(new Identifier(part).sql());
        }
        return quoted.toString();
    }
}
