package dev.pawl.history;

import dev.pawl.migration.Migration;

/**
 * How a shape of the history names a migration: what its rows and the files on disk are matched by.
 */
public enum EntryKey {
    /** pawl's own: version and name together. */
    VERSION_AND_NAME {
        @Override
        public String of(Migration migration) {
            return join(migration.version().text(), migration.name());
        }
    },
    /** Seed E: the version alone, {@code 01}. */
    VERSION {
        @Override
        public String of(Migration migration) {
            return migration.version().text();
        }
    },
    /** Seed B: the file's stem, {@code 001-create-users-table}. */
    STEM {
        @Override
        public String of(Migration migration) {
            return migration.stem();
        }
    },
    /** Seeds A and D: the file's name. */
    FILENAME {
        @Override
        public String of(Migration migration) {
            return migration.filename();
        }
    };

    /** The key of a migration. */
    public abstract String of(Migration migration);

    /** The key made of a version and a name. */
    public static String join(String version, String name) {
        return version + '\u0000' + name;
    }
}
