package dev.pawl.discover;

import dev.pawl.migration.Version;
import java.util.List;
import java.util.Optional;

/** Two migrations of one day are ordered by file name, which may put the newer one first. */
final class SameDay {

    private SameDay() {}

    static Optional<String> note(String version, NewFile file, List<MigrationFile> existing) {
        Version same = Version.of(version);
        return existing.stream()
                .filter(migration -> migration.version().equals(same))
                .filter(migration -> migration.filename().compareTo(file.path()) > 0)
                .findFirst()
                .map(later -> file.path() + " runs before " + later.filename()
                        + ": they share a day and are ordered by name. Rename it if it must run after.");
    }
}
