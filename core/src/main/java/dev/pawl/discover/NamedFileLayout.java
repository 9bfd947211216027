package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.TransactionMode;
import java.util.List;
import java.util.Optional;

/** The layouts whose files lie side by side and are called {@code <version>_<description>.sql}. */
abstract sealed class NamedFileLayout extends Layout
        permits PlainLayout,
                DbmateLayout,
                GooseLayout,
                SqlMigrateLayout,
                NodePgMigrateLayout,
                SqlxLayout,
                DrizzleLayout,
                PostgresMigrationsLayout {

    NamedFileLayout(String id, String rule) {
        super(id, rule);
    }

    /** How a file is arranged inside. */
    abstract Format format(SourceFile file, Listing listing);

    /** What a new file holds below its header. */
    abstract String skeleton();

    /** Whether a migration may be a pair of {@code .up.sql} and {@code .down.sql}. */
    boolean hasPairs() {
        return false;
    }

    Optional<PlainName> name(String stem) {
        return PlainName.parse(stem);
    }

    /** Whether a file has the name that this layout's files have. */
    final boolean isNamed(SourceFile file) {
        return SourceFiles.depth(file.path()) == 0
                && name(SourceFiles.withoutSql(file.path())).isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        ScriptPairs pairs = new ScriptPairs();
        for (SourceFile file : listing.sqlFiles()) {
            read(file, listing, pairs, reading);
        }
        pairs.into(reading, file -> format(file, listing));
        return reading;
    }

    private void read(SourceFile file, Listing listing, ScriptPairs pairs, Reading reading) {
        if (SourceFiles.depth(file.path()) > 0) {
            reading.cannotExplain(
                    file, "it lies in a subfolder, and " + id() + " reads files side by side", Optional.empty());
            return;
        }
        String stem = SourceFiles.withoutSql(file.path());
        if (Repeatables.isNamed(stem)) {
            reading.add(Repeatables.migration(file, format(file, listing), Directives.NONE));
            return;
        }
        Direction direction = hasPairs() ? Direction.of(stem) : Direction.UP_ONLY;
        String bare = direction.withoutSuffix(stem);
        Optional<PlainName> name = name(bare);
        if (name.isEmpty()) {
            reading.cannotExplain(file, whyNot(bare), Rename.suggest(bare, this));
            return;
        }
        pairs.add(direction, Script.of(file, name.get(), bare, directives(file, listing)));
    }

    private String whyNot(String stem) {
        return stem.matches("\\d{4}-\\d\\d-\\d\\d([-_].*)?")
                ? stem.substring(0, 10) + " is no date"
                : "the " + id() + " layout reads " + rule();
    }

    private static Directives directives(SourceFile file, Listing listing) {
        return listing.has(file, Marker.POSTGRES_MIGRATIONS_NO_TRANSACTION)
                ? Directives.NONE.withTransaction(TransactionMode.NON_TRANSACTIONAL)
                : Directives.NONE;
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '_') + "_" + slug + ".sql";
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.nextVersion();
        String stem = version + outline.spelling().separator() + outline.slug();
        String text = outline.header(version) + skeleton();
        if (!hasPairs() || !outline.newestHasPair()) {
            return outline.migration(version, List.of(new NewFile(stem + ".sql", text)));
        }
        return outline.migration(version, outline.pair(stem + ".up.sql", stem + ".down.sql", version));
    }
}
