package dev.pawl.acceptance.torture;

import dev.pawl.embedded.testing.PgBouncer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All that stands between runners and their data: networks, a pooler, a server that crashes and comes back. */
final class Arena implements AutoCloseable {
    private final CrashingServer server;
    private final Crossing direct;
    private final @Nullable Crossing beforeServer;
    private final @Nullable PgBouncer pooler;
    private final @Nullable Crossing beforePooler;

    Arena(Path folder) {
        server = new CrashingServer(folder.resolve("data"));
        direct = new Crossing(server::port);
        if (!PgBouncer.isInstalled()) {
            beforeServer = null;
            pooler = null;
            beforePooler = null;
            return;
        }
        Crossing behind = new Crossing(server::port);
        PgBouncer started = PgBouncer.inFrontOf(behind.port()).start();
        beforeServer = behind;
        pooler = started;
        beforePooler = new Crossing(started::port);
    }

    CrashingServer server() {
        return server;
    }

    /** How runners reach a database. */
    interface Route {
        /** The URL that they are given. */
        String url(String database);

        /** Where it can be cut. */
        Crossing crossing(int number);

        /** Has the pooler crash, where there is one. */
        boolean crashPooler();
    }

    /** Straight to the server, through a network. */
    Route direct() {
        return new Route() {
            @Override
            public String url(String database) {
                return "postgres://postgres@127.0.0.1:" + direct.port() + "/" + database;
            }

            @Override
            public Crossing crossing(int number) {
                return direct;
            }

            @Override
            public boolean crashPooler() {
                return false;
            }

            @Override
            public String toString() {
                return "direct";
            }
        };
    }

    /** Through a network, a pooler in transaction mode, and another network; straight where there is no pooler. */
    Route pooled() {
        if (pooler == null || beforePooler == null || beforeServer == null) {
            return direct();
        }
        return new Pooled(beforePooler, pooler, beforeServer);
    }

    private record Pooled(Crossing before, PgBouncer pooler, Crossing behind) implements Route {
        @Override
        public String url(String database) {
            return "postgres://postgres@127.0.0.1:" + before.port() + "/" + database;
        }

        @Override
        public Crossing crossing(int number) {
            return number % 2 == 0 ? before : behind;
        }

        @Override
        public boolean crashPooler() {
            pooler.kill();
            pooler.startAgain();
            return true;
        }

        @Override
        public String toString() {
            return "through a pooler";
        }
    }

    @Override
    public void close() {
        direct.close();
        if (beforePooler != null) {
            beforePooler.close();
        }
        if (pooler != null) {
            pooler.close();
        }
        if (beforeServer != null) {
            beforeServer.close();
        }
        server.close();
    }
}
