package dev.pawl.discover;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A folder of migrations on disk, for one test. */
record Folder(Path path) {

    Folder with(String... files) {
        for (String file : files) {
            write(file, "SELECT 1;\n");
        }
        return this;
    }

    Folder write(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Location location() {
        return Location.of(path.toString(), path, Folder.class.getClassLoader());
    }

    Discovered discover() {
        return discover(DiscoverySettings.DEFAULT);
    }

    Discovered discover(DiscoverySettings settings) {
        return Discovery.discover(List.of(location()), settings);
    }

    List<Problem> problems() {
        return problems(DiscoverySettings.DEFAULT);
    }

    List<Problem> problems(DiscoverySettings settings) {
        return problemsOf(() -> discover(settings));
    }

    static List<Problem> problemsOf(Runnable action) {
        PawlException thrown = catchThrowableOfType(PawlException.class, action::run);
        return Objects.requireNonNull(thrown, "nothing was thrown").problems();
    }

    static List<String> names(Discovered discovered) {
        return discovered.files().stream().map(MigrationFile::filename).toList();
    }
}
