package dev.pawl.record;

import dev.pawl.history.EntryKey;
import dev.pawl.migration.Migration;
import java.util.Arrays;

/**
 * A lease as it is written down, for an operator who looks at it from outside.
 *
 * @param version what the history's shape calls the migration: {@code 01}, a stem, a file name
 * @param name in pawl's own shape the description, else empty
 * @param holder whose it is, or was
 * @param progress how far the migration is
 */
public record StoredLease(String version, String name, LeaseAttempt.Holder holder, LeaseAttempt.Progress progress) {

    /** Whether it is the lease of this migration, in whatever shape the history is. */
    public boolean isFor(Migration migration) {
        if (migration.version().text().equals(version) && migration.name().equals(name)) {
            return true;
        }
        return name.isEmpty()
                && Arrays.stream(EntryKey.values())
                        .anyMatch(key -> key.of(migration).equals(version));
    }

    /** Whether the script that runs under it is the one that the file has now. */
    public boolean isOfSameText(Migration migration) {
        return progress.checksum().equals(migration.checksums().normalised().value());
    }

    /** Whether it was given up in good order: it only keeps what was done. */
    public boolean isReleased() {
        return isExpired() && holder.applicationName().isEmpty();
    }

    /** Whether others may take it over. */
    public boolean isExpired() {
        return holder.expiresIn().isNegative() || holder.expiresIn().isZero();
    }
}
