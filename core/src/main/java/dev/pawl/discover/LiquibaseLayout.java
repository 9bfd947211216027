package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Version;
import java.util.List;
import java.util.Optional;

/**
 * Liquibase's formatted SQL: files with a first line {@code --liquibase formatted sql}, at any depth, in the order of
 * their paths; the changesets in them are told apart by whoever reads them.
 */
final class LiquibaseLayout extends Layout {

    LiquibaseLayout() {
        super("liquibase", "files whose first line is --liquibase formatted sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.LIQUIBASE);
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        for (SourceFile file : listing.sqlFiles()) {
            if (recognises(file, listing)) {
                reading.add(changelog(file));
            } else {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), Optional.empty());
            }
        }
        return reading;
    }

    private static MigrationFile changelog(SourceFile file) {
        String stem = SourceFiles.withoutSql(SourceFiles.base(file.path()));
        String slug = PlainName.parse(stem).map(PlainName::slug).orElse(stem);
        return new MigrationFile(
                Migration.Kind.VERSIONED,
                Version.of(file.path()),
                Description.name(slug),
                file.path(),
                stem,
                file,
                Optional.empty(),
                Format.LIQUIBASE,
                Directives.NONE);
    }

    @Override
    String spell(String version, String slug) {
        return version + "_" + slug + ".sql";
    }

    @Override
    boolean isKnownToOrderByNumber() {
        return true; // by path: there is no number
    }

    /** A file of its own, named after those that are there, with one changeset. */
    @Override
    NewMigration next(Outline outline) {
        Optional<MigrationFile> newest = outline.newest();
        String folder = newest.map(file -> SourceFiles.folder(file.filename()))
                .filter(name -> !name.isEmpty())
                .map(name -> name + "/")
                .orElse("");
        String version = newest.flatMap(file -> PlainName.parse(file.stem()))
                .map(name -> NextVersion.like(name.version(), outline.now()))
                .orElseGet(() -> VersionStyle.SECOND.text(outline.now()));
        String path = folder + version + outline.spelling().separator() + outline.slug() + ".sql";
        String text = "--liquibase formatted sql\n\n--changeset pawl:" + version + "\n" + outline.header(version);
        return outline.migration(version, List.of(new NewFile(path, text)));
    }
}
