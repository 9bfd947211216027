package dev.pawl.run;

import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Sharing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a script may leave in its session, and how to wipe it: settings, temporary tables, prepared statements, session
 * locks. The next migration, and behind a pooler the next client, starts clean (spec N4).
 *
 * <p>Settings are reset by name. {@code RESET ALL} and {@code DISCARD ALL} would take what the driver relies on with them. In
 * a session that others use too, they are put back to what they were: a pooler, or the program that lent the connection, may
 * have set some. All of it happens before COMMIT: after it, a pooler may hand out another session. It costs no round trip.
 */
final class SessionTraces {

    private static final int LONGEST = 20_000;
    private static final Pattern SUSPECT = Pattern.compile(
            "set_config|advisory_lock|\\btemp(?:orary)?\\b|\\bprepare\\b|\\blisten\\b|\\bwith\\s+hold\\b|\\bpg_temp\\b");

    /** One of them is in whatever the pattern finds; looking for them takes a tenth of the pattern's time. */
    private static final List<String> HINTS =
            List.of("set_config", "advisory_lock", "temp", "prepare", "listen", "hold");

    /** A transaction's own modes cannot be set back while it runs, and need not be: they end with it. */
    private static final String OF_TRANSACTION =
            "'transaction_isolation', 'transaction_read_only', 'transaction_deferrable'";

    /** The driver relies on these, and scripts may not change them to anything else. */
    private static final String OF_DRIVER = "'client_encoding', 'DateStyle'";

    /** Row by row: all settings at once fill more than the least work_mem, and temp_file_limit may leave no room for that. */
    private static final String OF_SESSION = " FROM (SELECT (s.one).name, (s.one).setting"
            + " FROM (SELECT pg_catalog.pg_show_all_settings() AS one OFFSET 0) s"
            + " WHERE (s.one).source = 'session' AND (s.one).context IN ('user', 'superuser')"
            + " AND (s.one).name NOT IN (" + OF_DRIVER + ", " + OF_TRANSACTION + ")) of_session";

    private static final String LOOK = "SELECT name, setting" + OF_SESSION + ";\n";

    /** The last of several results in a message. */
    private static final String PROCESS = "SELECT pg_catalog.pg_backend_pid()";

    private static final String WIPE = """
            RESET SESSION AUTHORIZATION;
            RESET ROLE;
            SET LOCAL search_path = pg_catalog;
            DISCARD TEMP;
            CLOSE ALL;
            UNLISTEN *;
            SELECT pg_catalog.pg_advisory_unlock_all();
            """;

    /**
     * For behind a statement that commits by itself: in the session of which nobody knows what it was like before. What a
     * pooler follows for its clients stays.
     */
    static final List<String> WIPE_UNSEEN = List.of(
            "RESET SESSION AUTHORIZATION",
            "RESET ROLE",
            "DISCARD TEMP",
            "CLOSE ALL",
            "UNLISTEN *",
            "SELECT pg_catalog.pg_advisory_unlock_all()",
            "SELECT pg_catalog.count(pg_catalog.set_config(name, NULL, false))" + OF_SESSION
                    + " WHERE name NOT IN ('application_name', 'TimeZone', 'standard_conforming_strings')");

    /** Those that were prepared by SQL; a pooler keeps others, which it or its clients prepared by the protocol. */
    private static final String PREPARED = "SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql";

    /** Settings of nobody's, {@code app.user}: no catalog lists them, so they are read out of the script. */
    private static final Pattern CUSTOM = Pattern.compile(
            "\\bset(?:\\s+(?:session\\s+)?|_config\\s*\\(\\s*')([a-z_]\\w*(?:\\.\\w+)+)", Pattern.CASE_INSENSITIVE);

    private final Sharing sharing;
    private final Set<String> custom = new TreeSet<>();
    private final Map<String, String> before = new TreeMap<>();
    private final List<String> prepared = new ArrayList<>();
    private Presence presence;
    private Presence preparing = Presence.NONE;

    private enum Presence {
        NONE,
        POSSIBLE
    }

    /** Of a script that is to run in a session. */
    SessionTraces(Session session) {
        this(session.sharing(), session.sharing() == Sharing.POOLED ? Presence.POSSIBLE : Presence.NONE);
    }

    private SessionTraces(Sharing sharing, Presence presence) {
        this.sharing = sharing;
        this.presence = presence;
    }

    /** Where no script has run. */
    static SessionTraces none() {
        return new SessionTraces(Sharing.OURS, Presence.NONE);
    }

    /**
     * Sends a message, and looks first thing in it what the session is like. It is the one that begins the script's
     * transaction; what pawl sets for the script comes later in it.
     *
     * @param begin how the transaction begins; empty where it has, or where there is none
     * @param rest of the message
     * @return the server process that answered
     */
    int begin(Session session, String begin, String rest) throws SQLException {
        String opening = begin.isEmpty() ? "" : begin + ";\n";
        if (sharing == Sharing.OURS) {
            return goOn(session, opening + rest);
        }
        Queue<Session.ResultReader> first = new ArrayDeque<>(List.of(this::looked));
        String[] last = {""};
        session.sendEach(opening + LOOK + rest + PROCESS, rows -> {
            Session.ResultReader reader = first.poll();
            if (reader != null) {
                reader.read(rows);
            } else if (rows.next()) {
                last[0] = rows.getString(1);
            }
        });
        return Integer.parseInt(last[0]);
    }

    /** Sends a message of a transaction that has begun; the server process that answered. */
    int goOn(Session session, String message) throws SQLException {
        return Integer.parseInt(session.sendForLast(message + PROCESS));
    }

    private void looked(ResultSet rows) throws SQLException {
        before.clear();
        while (rows.next()) {
            before.put(rows.getString(1), rows.getString(2));
        }
    }

    /** Takes note of a statement that was sent; a function that it calls may do anything. */
    void after(Statement statement) {
        String lower = statement.sql().length() <= LONGEST ? statement.sql().toLowerCase(Locale.ROOT) : "";
        if (isSuspect(statement, lower)) {
            presence = Presence.POSSIBLE;
            noteCustom(statement.sql());
        }
        if (isPreparing(statement, lower)) {
            preparing = Presence.POSSIBLE;
        }
    }

    /** In a session of our own it costs nothing to expect it of any function. */
    private boolean isPreparing(Statement statement, String lower) {
        return lower.contains("prepare") || (sharing == Sharing.OURS && statement.kind() == StatementKind.RETURNS_ROWS);
    }

    private static boolean isSuspect(Statement statement, String lower) {
        return switch (statement.kind()) {
            case SESSION_SETTING, TRANSACTION_CONTROL, RETURNS_ROWS ->
                true; // SET SESSION CHARACTERISTICS is of the second
            default ->
                isBlock(statement.sql())
                        || (isHinting(lower) && SUSPECT.matcher(lower).find());
        };
    }

    private static boolean isBlock(String sql) {
        boolean isMore = sql.length() > 2 && Character.isUnicodeIdentifierPart(sql.charAt(2));
        return sql.regionMatches(true, 0, "DO", 0, 2) && !isMore;
    }

    private static boolean isHinting(String lower) {
        for (String hint : HINTS) {
            if (lower.contains(hint)) {
                return true;
            }
        }
        return false;
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

    /** Finds out what the script has prepared, in its transaction; only where others may have prepared something, too. */
    void findPrepared(Session session) throws SQLException {
        if (isForeignPreparedPossible()) {
            findPrepared(session, "");
        }
    }

    /**
     * As {@link #findPrepared(Session)}, after a failure.
     *
     * @param opening what makes the session answer again
     * @return the opening, if it is still to be sent
     */
    String reopened(Session session, String opening) throws SQLException {
        if (!isForeignPreparedPossible()) {
            return opening;
        }
        findPrepared(session, opening);
        return "";
    }

    private boolean isForeignPreparedPossible() {
        return sharing != Sharing.OURS && preparing == Presence.POSSIBLE;
    }

    private void findPrepared(Session session, String opening) throws SQLException {
        prepared.clear();
        session.sendEach(opening + PREPARED, rows -> {
            while (rows.next()) {
                prepared.add(rows.getString(1));
            }
        });
    }

    /** The SQL that wipes the session, which may return rows; empty where nothing can have been left. */
    String wipe() {
        if (presence == Presence.NONE) {
            return "";
        }
        StringBuilder sql = new StringBuilder(WIPE);
        if (takesPrepared()) {
            sql.append("DEALLOCATE ALL;\n");
        }
        prepared.forEach(name ->
                sql.append("DEALLOCATE ").append(new Identifier(name).sql()).append(";\n"));
        sql.append(settingsAsBefore());
        custom.forEach(name -> sql.append("RESET ").append(parameter(name)).append(";\n"));
        return sql.toString();
    }

    /** Whether {@link #wipe} takes away what pawl itself has prepared in the session. */
    boolean takesPrepared() {
        return sharing == Sharing.OURS && presence == Presence.POSSIBLE && preparing == Presence.POSSIBLE;
    }

    private String settingsAsBefore() {
        if (before.isEmpty()) {
            return "SELECT pg_catalog.count(pg_catalog.set_config(name, NULL, false))" + OF_SESSION + ";\n";
        }
        String values = before.entrySet().stream()
                .map(setting -> "(" + Literal.text(setting.getKey()) + ", " + Literal.text(setting.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return "SELECT pg_catalog.count(pg_catalog.set_config(COALESCE(now.name, before.name), before.setting, false))"
                + " FROM (SELECT name, setting" + OF_SESSION + ") now FULL JOIN (VALUES " + values
                + ") before (name, setting) ON before.name = now.name"
                + " WHERE now.setting IS DISTINCT FROM before.setting;\n";
    }

    private static String parameter(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .map(part -> new Identifier(part).sql())
                .collect(Collectors.joining("."));
    }
}
