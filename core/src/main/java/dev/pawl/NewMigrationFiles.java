package dev.pawl;

import dev.pawl.discover.Discovered;
import dev.pawl.discover.Discovery;
import dev.pawl.discover.EmptyPolicy;
import dev.pawl.discover.Location;
import dev.pawl.discover.MigrationFile;
import dev.pawl.discover.NewFileWriter;
import dev.pawl.discover.NewMigration;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The verb {@code new}: writes the next migration in the folder's own naming (spec section 10). */
final class NewMigrationFiles {

    private final Settings settings;
    private final Clock clock;

    NewMigrationFiles(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    List<Path> write(String description, Optional<String> reverts) {
        Path folder = folder();
        Discovered discovered =
                Discovery.discover(settings.locations(), settings.discovery().withEmpty(EmptyPolicy.ALLOW));
        List<MigrationFile> existing = discovered.files();
        NewMigration next = reverts.map(selector ->
                        discovered.layout().reverting(description, target(existing, selector), existing, clock))
                .orElseGet(() -> discovered.layout().next(description, existing, clock));
        return NewFileWriter.write(folder, next);
    }

    private Path folder() {
        return settings.locations().stream()
                .map(Location::directory)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.FILE_NOT_WRITABLE,
                        "None of the locations is a folder, so there is nowhere to write a new migration.",
                        "Name the folder of the migrations with --dir.")));
    }

    private static MigrationFile target(List<MigrationFile> existing, String selector) {
        return existing.stream()
                .filter(file -> file.filename().equals(selector)
                        || file.stem().equals(selector)
                        || file.version().equals(Version.of(selector)))
                .findFirst()
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.VERSION_UNKNOWN,
                        "No migration has the version " + selector + ".",
                        "Run `pawl status` to see the versions that exist.")));
    }
}
