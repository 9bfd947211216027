package dev.pawl.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    @Test
    void everyTestHasADatabaseOfItsOwn() throws SQLException {
        try (var one = TestDatabase.create();
                var other = TestDatabase.create()) {
            one.execute("CREATE TABLE t (id int)");
            other.execute("CREATE TABLE t (id int)");
            assertThat(one.url()).isNotEqualTo(other.url()).endsWith("/" + one.name());
        }
    }

    @Test
    void closingDropsItWhoeverIsConnected() throws SQLException {
        TestDatabase database = TestDatabase.create();
        try (var connection = database.connect()) {
            database.close();
            assertThat(connection.isValid(1)).isFalse();
        }
        assertThatThrownBy(database::connect).hasMessageContaining("does not exist");
    }

    @Test
    void aTemplateIsFilledOnce() throws SQLException {
        for (int i = 0; i < 2; i++) {
            String template = TestServer.template("filled_once", url -> {
                try (var connection = DriverManager.getConnection(url);
                        var statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE t AS SELECT 1 AS n");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            try (var database = TestDatabase.from(template)) {
                database.execute("INSERT INTO t VALUES (2)");
            }
        }
    }

    @Test
    void theServerHasTheVersionThatWasAskedFor() {
        String asked = System.getProperty(TestServer.VERSION_PROPERTY, "18");
        String path = "/" + TestServer.get().version() + "/";
        assertThat(asked)
                .satisfiesAnyOf(
                        version -> assertThat(version)
                                .isEqualTo(Integer.toString(TestServer.get().version())),
                        bin -> assertThat(bin).contains(path));
    }
}
