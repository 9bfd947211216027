package dev.pawl.discover;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Version;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One way to arrange migrations in files (spec F1): file name to version, kind and name, and back. A class rather than
 * an interface, so that how files are read stays inside this package.
 */
public abstract sealed class Layout
        permits NamedFileLayout,
                FlywayLayout,
                GolangMigrateLayout,
                PopLayout,
                NestedLayout,
                DieselLayout,
                PrismaLayout,
                GraphileLayout,
                LiquibaseLayout {

    private final String id;
    private final String rule;

    Layout(String id, String rule) {
        this.id = id;
        this.rule = rule;
    }

    /** Its name in the config ({@code [migrations] layout = "…"}) and in output. */
    public final String id() {
        return id;
    }

    /** What its files are called, with an example. */
    public final String rule() {
        return rule;
    }

    /**
     * The files to write for a new migration: the next version, in the spelling of those that are there.
     *
     * @param description what it does, in words
     * @param existing the migrations that are there, in order
     * @param clock today's date and the time, taken in UTC
     * @throws PawlException with USAGE_INVALID if the description has no letter, NAME_TOO_LONG if the name gets too long
     */
    public final NewMigration next(String description, List<MigrationFile> existing, Clock clock) {
        return checked(new Outline(description, Optional.empty(), existing, clock));
    }

    /**
     * The files to write for a migration that reverts another one, with a line {@code -- Reverts:} (promises D34, D35).
     *
     * @param description what it does, in words; where it is blank, {@code Rollback …} and what the other one is called
     * @throws PawlException with USAGE_INVALID, NAME_TOO_LONG as for {@link #next(String, List, Clock)}
     */
    public final NewMigration reverting(
            String description, MigrationFile target, List<MigrationFile> existing, Clock clock) {
        String name = description.isBlank() ? Outline.rollbackOf(target) : description;
        return checked(new Outline(name, Optional.of(target), existing, clock));
    }

    private NewMigration checked(Outline outline) {
        NewMigration migration = next(outline);
        NameLength.check(migration);
        return migration;
    }

    @Override
    public final String toString() {
        return id;
    }

    /** Whether a {@code .sql} file is a sign that this is the layout. */
    abstract boolean recognises(SourceFile file, Listing listing);

    /** Goes through all files of a location. */
    abstract Reading read(Listing listing);

    /** The name that a file with this version and description has; for suggestions. */
    abstract String spell(String version, String slug);

    abstract NewMigration next(Outline outline);

    /** The order in which its migrations run (spec F2). */
    Comparator<MigrationFile> order() {
        return Versions.ORDER;
    }

    /** Whether several migrations may have this version, ordered by file name (spec F2, promise D13). */
    boolean canShare(Version version) {
        return false;
    }

    /** Whether its users expect another order than that of names, so that it needs no warning. */
    boolean isKnownToOrderByNumber() {
        return false;
    }
}
