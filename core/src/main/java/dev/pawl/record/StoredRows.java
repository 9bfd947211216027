package dev.pawl.record;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rows of {@code SELECT *} on a history table, whatever the order of its columns. */
final class StoredRows {

    private final Map<Role, Integer> places = new EnumMap<>(Role.class);
    private final boolean timesHaveZone;
    private final ResultSet rows;

    StoredRows(Shape shape, Relation relation, ResultSet rows) throws SQLException {
        this.rows = rows;
        Map<String, Integer> byName = new HashMap<>();
        ResultSetMetaData columns = rows.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            byName.putIfAbsent(columns.getColumnName(i), i);
        }
        shape.columns().forEach((role, name) -> {
            Integer place = byName.get(name);
            if (place != null) {
                places.put(role, place);
            }
        });
        this.timesHaveZone = relation.columns().stream()
                .filter(column -> column.name().equals(shape.columns().get(Role.APPLIED_AT)))
                .anyMatch(TableColumn::hasTimeZone);
    }

    StoredRow read() throws SQLException {
        return new StoredRow(
                orEmpty(text(Role.KEY)),
                orEmpty(text(Role.NAME)),
                orEmpty(text(Role.FILENAME)),
                orEmpty(text(Role.CHECKSUM)).strip(),
                text(Role.STATUS),
                appliedAt(),
                number(Role.EXECUTION_TIME),
                Optional.ofNullable(text(Role.ERROR)),
                Optional.ofNullable(text(Role.APPLIED_BY)),
                number(Role.ID).orElse(0L));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private @Nullable String text(Role role) throws SQLException {
        Integer place = places.get(role);
        return place == null ? null : rows.getString(place);
    }

    private Optional<Long> number(Role role) throws SQLException {
        String text = text(role);
        return text == null || !isNumber(text) ? Optional.empty() : Optional.of(Long.valueOf(text));
    }

    /** Up to 18 digits, which a long holds, and perhaps a minus. By hand, because every row is asked. */
    private static boolean isNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        if (text.length() == start || text.length() > start + 18) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** A time without a zone counts as UTC (see {@link StemsShape}). */
    private Optional<Instant> appliedAt() throws SQLException {
        Integer place = places.get(Role.APPLIED_AT);
        if (place == null) {
            return Optional.empty();
        }
        if (timesHaveZone) {
            String text = rows.getString(place);
            if (text == null) {
                return Optional.empty();
            }
            Optional<Instant> time = TimestampText.parse(text);
            if (time.isPresent()) {
                return time;
            }
            return Optional.ofNullable(rows.getObject(place, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant);
        }
        return Optional.ofNullable(rows.getObject(place, LocalDateTime.class))
                .map(time -> time.toInstant(ZoneOffset.UTC));
    }
}
