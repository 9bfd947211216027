package dev.pawl.plan;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the migration that somebody names by version ({@code 7}, {@code 007}), file name or stem. */
public final class MigrationSelector {

    private final List<Migration> migrations;

    /** A selector among all migrations on disk. */
    public MigrationSelector(List<Migration> migrations) {
        this.migrations = List.copyOf(migrations);
    }

    /**
     * The one migration of that name.
     *
     * @throws PawlException VERSION_UNKNOWN when there is none, or more than one
     */
    public Migration one(String selector) {
        List<Migration> found = matching(selector);
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.VERSION_UNKNOWN,
                    "No migration has the version " + selector + ".",
                    "Run `pawl status` to see the versions that exist."));
        }
        String names = found.stream().map(Migration::filename).collect(Collectors.joining(", "));
        throw PawlException.of(Problem.of(
                ErrorCode.VERSION_UNKNOWN,
                "The version " + selector + " stands for several migrations: " + names + ".",
                "Name the file instead of the version."));
    }

    /** The last migration of that version, so that "up to a day" takes all of the day's files. */
    public Migration last(String selector) {
        List<Migration> found = matching(selector);
        return found.isEmpty() ? one(selector) : found.get(found.size() - 1);
    }

    private List<Migration> matching(String selector) {
        List<Migration> byFile = migrations.stream()
                .filter(migration -> migration.filename().equals(selector)
                        || migration.stem().equals(selector))
                .toList();
        if (!byFile.isEmpty() || selector.isBlank()) {
            return byFile;
        }
        Version version = Version.of(selector);
        return migrations.stream()
                .filter(Migration::isVersioned)
                .filter(migration -> migration.version().equals(version))
                .toList();
    }
}
