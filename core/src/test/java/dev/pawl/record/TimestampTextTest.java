package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import dev.pawl.embedded.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTextTest {

    @Test
    @DisplayName("H1: a time is read as the driver reads it, in whatever zone the server writes it")
    void asTheDriver() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String zone : List.of("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Africa/Monrovia")) {
                statement.execute("SET timezone = '" + zone + "'");
                statement.execute("SELECT setseed(0.5)");
                compare(statement);
            }
        }
    }

    private static void compare(Statement statement) throws SQLException {
        String sql = "SELECT timestamptz '1900-01-01' + interval '1 microsecond' * (random() * 7e15)::bigint, 1"
                + " FROM generate_series(1, " + Effort.times(500, 20_000) + ") UNION ALL"
                + " SELECT date_trunc('second', timestamptz '2024-02-29 23:59:59'), 2";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                assertThat(TimestampText.parse(rows.getString(1)))
                        .as(rows.getString(1))
                        .contains(rows.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
    }

    @ParameterizedTest(name = "H1: {0} is left to the driver")
    @ValueSource(
            strings = {
                "infinity",
                "-infinity",
                "",
                "2025-10-18",
                "2025-10-18 12:30:59",
                "2025-10-18 12:30:59.+00",
                "2025-10-18 12:30:59+0",
                "2025-10-18 12:30:59+00 BC",
                "12025-10-18 12:30:59+00",
                "2025-13-18 12:30:59+00",
                "2025-10-18 12:30:59+00-00",
                "2025-10-18 12:30:59.1234567890+00"
            })
    void others(String text) {
        assertThat(TimestampText.parse(text)).isEmpty();
    }
}
