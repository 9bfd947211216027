package dev.pawl.cli.config;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the config. */
public final class ConfigFile {

    /** Its name. */
    public static final String NAME = "pawl.toml";

    private ConfigFile() {}

    /**
     * The file that was named, or the first {@code pawl.toml} in a folder or above it. The search ends at the root of a
     * repository, so that a checkout never picks up a config from outside.
     *
     * @param named by {@code --config} or PAWL_CONFIG, relative to the folder
     * @throws PawlException CONFIG_NOT_FOUND when the named one is not there
     */
    public static Optional<Path> find(Optional<String> named, Path folder) {
        if (named.isPresent()) {
            return Optional.of(existing(folder.resolve(named.get()), named.get()));
        }
        for (Path here = folder.toAbsolutePath().normalize(); here != null; here = here.getParent()) {
            Path candidate = here.resolve(NAME);
            if (Files.isRegularFile(candidate)) {
                return Optional.of(candidate);
            }
            if (Files.exists(here.resolve(".git"))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Path existing(Path file, String named) {
        Path chosen = Files.isDirectory(file) ? file.resolve(NAME) : file;
        if (!Files.isRegularFile(chosen)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.CONFIG_NOT_FOUND,
                    "The config " + named + " does not exist.",
                    "Check the path, or write a config with `pawl init`."));
        }
        return chosen.normalize();
    }
}
