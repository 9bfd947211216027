package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Prisma (and drizzle-kit 1): a folder for each migration, {@code 20251018123000_name/migration.sql}. */
final class PrismaLayout extends Layout {

    private static final String SCRIPT = "migration.sql";

    PrismaLayout() {
        super("prisma", "<version>_<description>/migration.sql, such as 20251018123000_create_users/migration.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return SourceFiles.base(file.path()).equalsIgnoreCase(SCRIPT)
                && SourceFiles.depth(file.path()) == 1
                && PlainName.parse(SourceFiles.folder(file.path())).isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        for (SourceFile file : listing.sqlFiles()) {
            String folder = SourceFiles.folder(file.path());
            if (recognises(file, listing)) {
                PlainName name = PlainName.parse(folder).orElseThrow();
                reading.add(Script.of(file, name, folder, Directives.NONE).migration(Optional.empty(), Format.PLAIN));
            } else {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), rename(file));
            }
        }
        listing.file("migration_lock.toml").ifPresent(lock -> {
            reading.companion(lock);
            reading.note("migration_lock.toml is Prisma's own: left alone.");
        });
        return reading;
    }

    private Optional<String> rename(SourceFile file) {
        return SourceFiles.depth(file.path()) == 0
                ? Rename.suggest(SourceFiles.withoutSql(file.path()), this)
                : Optional.empty();
    }

    /**
     * Prisma's own order is that of names. It matters where somebody cut a timestamp short: {@code 20250625_x} runs
     * between {@code 20250624101112_w} and {@code 20250626101112_y}, not before all of them.
     */
    @Override
    Comparator<MigrationFile> order() {
        return Comparator.comparing(PrismaLayout::isDated)
                .thenComparing(migration -> isDated(migration) ? migration.filename() : "")
                .thenComparing(Versions.ORDER);
    }

    private static boolean isDated(MigrationFile migration) {
        return VersionStyle.of(migration.version().text()) != VersionStyle.NUMBER;
    }

    /** To Prisma the folder's whole name is the version, and folders of one second are common. */
    @Override
    boolean canShare(Version version) {
        return true;
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '_') + "_" + slug + "/" + SCRIPT;
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.newest().isPresent() ? outline.nextVersion() : VersionStyle.SECOND.text(outline.now());
        String path = version + "_" + outline.slug("_") + "/" + SCRIPT;
        return outline.migration(version, List.of(new NewFile(path, outline.header(version))));
    }
}
