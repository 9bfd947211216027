package dev.pawl.embedded;

import dev.pawl.embedded.testing.TestServer;
import java.nio.file.Path;

/** A program with a server, for tests that end it from outside. */
final class ServerHolder {
    private ServerHolder() {}

    /** Prints the server's port and log, then waits for its end. The argument is a folder, or nothing for temporary data. */
    public static void main(String[] arguments) throws InterruptedException {
        Options options = arguments.length == 0 ? Options.temporary() : Options.persistent(Path.of(arguments[0]));
        EmbeddedPostgres server = EmbeddedPostgres.start(options.withBinaries(TestServer.binaries()));
        System.out.println(server.port() + " " + server.log());
        Thread.sleep(Long.MAX_VALUE);
    }
}
