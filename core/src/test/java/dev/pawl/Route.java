package dev.pawl;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.PgBouncer;
import dev.pawl.embedded.testing.TestServer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The ways to a database that a run must survive on: what holds on one holds on the other. */
enum Route {
    /** Straight to the server. */
    DIRECT,
    /** Through PgBouncer in transaction mode, with SCRAM and a pool of three; not where it is not installed. */
    POOLED;

    /** Opens it; a test that needs a pooler says so where there is none. */
    Opened open() {
        if (this == DIRECT) {
            return new Opened(Optional.empty());
        }
        Assumptions.assumeTrue(PgBouncer.isInstalled(), "the Debian package pgbouncer is not installed");
        PgBouncer pooler = PgBouncer.inFrontOfTestServer()
                .with(new PgBouncer.Authentication.ScramList(Map.of(EmbeddedPostgres.SUPERUSER, "s3cret")))
                .with("max_client_conn", "1000") // a hundred by default
                .start();
        return new Opened(Optional.of(pooler));
    }

    @Override
    public String toString() {
        return this == DIRECT ? "directly" : "through a pooler";
    }

    /**
     * One that is open.
     *
     * @param pooler what stands in between
     */
    record Opened(Optional<PgBouncer> pooler) implements AutoCloseable {

        /** Lets a project's runs take this route. */
        Project lead(Project project) {
            pooler.ifPresent(project::through);
            return project;
        }

        /** Where it begins, at this machine's loopback address. */
        int port() {
            return pooler.map(PgBouncer::port).orElseGet(() -> TestServer.get().port());
        }

        @Override
        public void close() {
            pooler.ifPresent(PgBouncer::close);
        }
    }
}
