package dev.pawl.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A session that another one waits for. What the role may not see is empty.
 *
 * @param pid its process; 0 for a prepared transaction
 * @param applicationName what it calls itself
 * @param user its role
 * @param client the address it comes from, or {@code local}
 * @param state {@code active}, {@code idle in transaction} …
 * @param query what it runs or ran last, in one line of at most {@value SqlExcerpt#LENGTH} characters, without secrets
 * @param age how long its transaction has been open
 */
public record Blocker(
        int pid,
        Optional<String> applicationName,
        Optional<String> user,
        Optional<String> client,
        Optional<String> state,
        Optional<String> query,
        Optional<Duration> age) {

    /** What the server shows instead of a query that the role may not see. */
    private static final String HIDDEN = "<insufficient privilege>";

    static Blocker read(ResultSet row) throws SQLException {
        return new Blocker(
                row.getInt(1),
                text(row, 2),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                text(row, 6).filter(query -> !query.equals(HIDDEN)).map(SqlExcerpt::of),
                Optional.ofNullable(row.getObject(7, Long.class)).map(Duration::ofMillis));
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).filter(value -> !value.isBlank());
    }

    /** In the words of a message. */
    public String describe() {
        if (pid == 0) {
            return "a prepared transaction (see pg_prepared_xacts)";
        }
        StringBuilder words = new StringBuilder("pid " + pid);
        user.ifPresent(role -> words.append(", role ").append(role));
        applicationName.ifPresent(name -> words.append(", ").append(name));
        client.ifPresent(address -> words.append(", from ").append(address));
        state.ifPresent(what -> words.append(", ").append(what));
        age.ifPresent(time -> words.append(", open for ").append(seconds(time)));
        return query.map(sql -> words.append(": ").append(sql).toString())
                .orElseGet(() -> words.append(
                                state.isEmpty()
                                        ? " (its query and age cannot be seen: grant pg_read_all_stats to this role)"
                                        : "")
                        .toString());
    }

    private static String seconds(Duration time) {
        return time.toSeconds() >= 1 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
