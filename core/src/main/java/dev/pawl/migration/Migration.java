package dev.pawl.migration;

import java.util.Optional;

/**
 * One change of the schema, as read from its file. Its script is not split yet and holds no text: ten thousand
 * migrations fit in little memory.
 *
 * @param kind versioned or repeatable
 * @param version its place in the order; for a repeatable one {@code R}
 * @param name description with spaces, first letter capital ({@code Create users table}); empty where the file has none
 * @param filename the file as the layout names it, relative to its location: {@code 001-create-users-table.sql}, {@code
 *     2023-01-01-000000_users/up.sql}
 * @param stem what seed B stores as version: the file's name without its extension(s), {@code 001-create-users-table}
 * @param up the script that applies it
 * @param down the script that reverts it, where the layout has one
 * @param directives what the head of the up script asks for
 * @param checksums of the up script
 */
public record Migration(
        Kind kind,
        Version version,
        String name,
        String filename,
        String stem,
        Script up,
        Optional<Script> down,
        Directives directives,
        Checksums checksums) {

    /** How often a migration runs. */
    public enum Kind {
        /** Once, in the order of versions. */
        VERSIONED,
        /** Whenever its checksum changes, after the versioned ones (spec F8). */
        REPEATABLE
    }

    /** Whether it runs once. */
    public boolean isVersioned() {
        return kind == Kind.VERSIONED;
    }

    @Override
    public String toString() {
        return filename;
    }
}
