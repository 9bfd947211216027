package dev.pawl.cli.connect;

import dev.pawl.cli.config.Names;
import dev.pawl.cli.text.Output;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.EmbeddedPostgresException;
import dev.pawl.embedded.Options;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.ConnectionSpec;
import dev.pawl.postgres.ConnectionTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The server behind {@code embedded:} (spec, section 10). {@code embedded:} keeps its data in {@code .pawl/postgres} beside
 * the config, {@code embedded:FOLDER} in that folder, {@code embedded:temporary} nowhere.
 */
public final class EmbeddedServer {

    private static final String OWN_FOLDER = ".pawl";
    /** The word for data that is thrown away. */
    static final Path TEMPORARY = Path.of("temporary");

    private static final String DATABASE = EmbeddedPostgres.SUPERUSER;

    private EmbeddedServer() {}

    /**
     * Starts it, or finds it running.
     *
     * @throws PawlException EMBEDDED_UNAVAILABLE
     */
    static EmbeddedPostgres start(ConnectionTarget.Embedded target, Settings settings, Output output) {
        try {
            if (target.folder().filter(TEMPORARY::equals).isPresent()) {
                output.detail("Starting an embedded PostgreSQL; its data is thrown away at the end");
                return EmbeddedPostgres.start(Options.temporary());
            }
            Path folder = target.folder().map(settings.base()::resolve).orElseGet(() -> ownFolder(settings.base()));
            output.detail("Starting an embedded PostgreSQL on " + Names.relative(folder, settings.folder()));
            return EmbeddedPostgres.start(Options.persistent(folder));
        } catch (EmbeddedPostgresException e) {
            throw problem(e);
        }
    }

    /** What the embedded server says of itself, in the library's words. */
    public static PawlException problem(EmbeddedPostgresException failure) {
        return PawlException.of(
                Problem.of(ErrorCode.EMBEDDED_UNAVAILABLE, String.valueOf(failure.getMessage()), failure.fix()),
                failure);
    }

    /** The data is nobody's source: version control is told to leave it alone. */
    private static Path ownFolder(Path base) {
        Path own = base.resolve(OWN_FOLDER);
        Path ignore = own.resolve(".gitignore");
        try {
            Files.createDirectories(own);
            if (!Files.exists(ignore)) {
                Files.writeString(ignore, "*\n");
            }
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.EMBEDDED_UNAVAILABLE,
                            "The folder " + own + " for the embedded PostgreSQL cannot be written to.",
                            "Make it writable, or choose another: `--url embedded:FOLDER`."),
                    e);
        }
        return own.resolve("postgres");
    }

    /** How to reach it. */
    static ConnectionSpec spec(EmbeddedPostgres server) {
        return ConnectionSpec.parse(server.url(DATABASE));
    }
}
