package dev.pawl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.Pawl;
import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import dev.pawl.migration.Migration;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.Connector;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.Session;
import dev.pawl.record.HistoryStore;
import dev.pawl.record.Lease;
import dev.pawl.record.Leases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private Session open() {
        return new Connector(ConnectionSpec.parse(database.url()), "pawl/test").open();
    }

    private Migration migration(Path folder) throws IOException {
        Files.writeString(folder.resolve("001_t.sql"), "CREATE TABLE t (id int);");
        List<Migration> seen = new ArrayList<>();
        RunListener listener = event -> {
            if (event instanceof RunEvent.MigrationStarted started) {
                seen.add(started.migration());
            }
        };
        Pawl.builder()
                .url(database.url())
                .locations(List.of(folder.toString()))
                .listener(listener)
                .build()
                .migrate();
        return seen.get(0);
    }

    private CompletableFuture<Boolean> sleeping(Session working) {
        CompletableFuture<Boolean> sleep = CompletableFuture.supplyAsync(() -> {
            try {
                working.send("SELECT pg_sleep(1.5)");
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
        Awaitility.await().until(() -> working.waiting().isPresent());
        return sleep;
    }

    @Test
    @DisplayName("R5: a beat that finds the lease gone cancels what runs, but not once the lease was given back")
    void late(@TempDir Path folder) throws Exception {
        Migration migration = migration(folder);
        try (Session working = open();
                Session side = open()) {
            Leases leases = new Leases(
                    new HistoryStore(QualifiedName.parse("schema_migrations"), Optional.empty()).create(side));
            Lease.Owner owner = new Lease.Owner(UUID.randomUUID(), "ada", "pawl/test", Lease.Line.DIRECT);
            Lease gone = new Lease(migration, owner, Duration.ofSeconds(30));

            Heartbeat heartbeat = new Heartbeat(leases, gone, working, RunListener.SILENT);
            CompletableFuture<Boolean> cancelled = sleeping(working);
            heartbeat.beat(() -> side);
            assertThat(cancelled.join()).isFalse();

            CompletableFuture<Boolean> undisturbed = sleeping(working);
            heartbeat.end();
            heartbeat.beat(() -> side);
            assertThat(undisturbed.join()).isTrue();
        }
    }
}
