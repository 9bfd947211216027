package dev.pawl.record;

import dev.pawl.migration.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** pawl's own settings in the database: the format of its tables, and the environment (spec R8). */
final class Settings {

    static final String FORMAT = "format";
    static final String ENVIRONMENT = "environment";

    private final Map<String, String> values = new HashMap<>();

    String query(Names names) {
        return "SELECT key, value FROM " + names.settings().sql();
    }

    void read(ResultSet row) throws SQLException {
        while (row.next()) {
            values.put(row.getString(1), row.getString(2));
        }
    }

    /** The format of the tables; 0 where none is noted yet. */
    int format() {
        String format = values.getOrDefault(FORMAT, "0");
        return format.matches("\\d{1,9}") ? Integer.parseInt(format) : Integer.MAX_VALUE;
    }

    Optional<Environment> environment() {
        return Optional.ofNullable(values.get(ENVIRONMENT))
                .filter(name -> !name.isBlank())
                .map(Environment::new);
    }
}
