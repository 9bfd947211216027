package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("N4: connections that are used by one borrower after the other")
class BoundedConnectionsTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName("N4 R5: the next borrower gets the same connection, and waits for answers as long as on a new one")
    void timeoutsAreNotPassedOn() throws SQLException {
        try (BoundedConnections connections =
                new BoundedConnections(new Connector(ConnectionSpec.parse(database.url()), "pawl/test"), 1)) {
            Connector toWork = connections.toWork();
            OptionalInt backend;
            int timeoutOfNew;
            try (Session first = toWork.open()) {
                backend = first.backendPid();
                timeoutOfNew = first.jdbc().getNetworkTimeout();
                first.expectAnswersWithin(Duration.ofMillis(300));
            }
            try (Session second = toWork.open()) {
                assertThat(second.backendPid()).isEqualTo(backend);
                assertThat(second.jdbc().getNetworkTimeout())
                        .isEqualTo(timeoutOfNew)
                        .isZero();
                assertThat(second.query("SELECT 'slept' FROM pg_sleep(0.6)", row -> row.getString(1)))
                        .containsExactly("slept");
            }
        }
    }
}
