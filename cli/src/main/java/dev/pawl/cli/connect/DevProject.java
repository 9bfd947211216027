package dev.pawl.cli.connect;

import dev.pawl.Pawl;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.guard.ProductionPolicy;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.ConnectionTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An embedded server for {@code pawl dev}, and the migrations that follow the files on it. */
public final class DevProject implements AutoCloseable {

    private final Settings settings;
    private final RunListener listener;
    private final EmbeddedPostgres server;

    private DevProject(Settings settings, RunListener listener, EmbeddedPostgres server) {
        this.settings = settings;
        this.listener = listener;
        this.server = server;
    }

    /**
     * Starts the server; its data is thrown away in the end unless {@code --url} names a folder. The config's {@code url} is not looked at, so that no other database can be meant.
     *
     * @throws PawlException USAGE_INVALID when {@code --url} names another server, EMBEDDED_UNAVAILABLE
     */
    public static DevProject start(Settings settings, RunListener listener, Output output) {
        return new DevProject(settings, listener, EmbeddedServer.start(target(settings), settings, output));
    }

    private static ConnectionTarget.Embedded target(Settings settings) {
        Optional<String> url = settings.connection().option();
        ConnectionTarget target = url.map(ConnectionTarget::parse)
                .orElseGet(() -> new ConnectionTarget.Embedded(Optional.of(EmbeddedServer.TEMPORARY)));
        if (target instanceof ConnectionTarget.Embedded embedded) {
            return embedded;
        }
        throw PawlException.of(Problem.of(
                ErrorCode.USAGE_INVALID,
                "`pawl dev` works on an embedded PostgreSQL only, because it drops its databases again and again.",
                "Leave out " + CommonOptions.URL.name() + ", or say `--url embedded:FOLDER`."));
    }

    /** The server. */
    public EmbeddedPostgres server() {
        return server;
    }

    /** The schema of one of its databases. */
    public Pawl pawlOn(String url) {
        return Builders.of(settings)
                .connection(ConnectionSpec.parse(url))
                .production(ProductionPolicy.TRUST)
                .listener(listener)
                .build();
    }

    /** The folders to watch; archives and class paths do not change while one edits. */
    public List<Path> folders() {
        return settings.locations().stream()
                .filter(location -> !location.startsWith("classpath:"))
                .map(settings.folder()::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
