package dev.pawl.discover;

import dev.pawl.migration.Directives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * diesel and Hasura: a folder for each migration, {@code 2025-10-18-123000_name/up.sql}, with {@code down.sql} and
 * {@code metadata.toml} beside it.
 */
final class DieselLayout extends Layout {

    private static final String UP = "up.sql";
    private static final String DOWN = "down.sql";

    DieselLayout() {
        super("diesel", "<version>_<description>/up.sql and down.sql, such as 2025-10-18-123000_create_users/up.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        String base = SourceFiles.base(file.path());
        return (base.equalsIgnoreCase(UP) || base.equalsIgnoreCase(DOWN))
                && SourceFiles.depth(file.path()) == 1
                && PlainName.parse(SourceFiles.folder(file.path())).isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        Map<String, SourceFile> ups = new LinkedHashMap<>();
        Map<String, SourceFile> downs = new LinkedHashMap<>();
        for (SourceFile file : listing.sqlFiles()) {
            if (!recognises(file, listing)) {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), rename(file));
                continue;
            }
            boolean isUp = SourceFiles.base(file.path()).equalsIgnoreCase(UP);
            (isUp ? ups : downs).put(SourceFiles.folder(file.path()), file);
        }
        ups.forEach((folder, up) -> reading.add(migration(folder, up, downs, listing, reading)));
        downs.forEach((folder, down) -> {
            if (!ups.containsKey(folder)) {
                reading.cannotExplain(down, "there is no up.sql beside it", Optional.empty());
            }
        });
        return reading;
    }

    private static MigrationFile migration(
            String folder, SourceFile up, Map<String, SourceFile> downs, Listing listing, Reading reading) {
        PlainName name = PlainName.parse(folder).orElseThrow();
        Directives directives = listing.file(folder + "/metadata.toml")
                .map(settings -> Settings.read(settings, "run_in_transaction", Set.of(), reading))
                .orElse(Directives.NONE);
        Optional<Script> down =
                Optional.ofNullable(downs.get(folder)).map(file -> Script.of(file, name, folder, Directives.NONE));
        return Script.of(up, name, folder, directives).migration(down, Format.PLAIN);
    }

    private Optional<String> rename(SourceFile file) {
        return SourceFiles.depth(file.path()) == 0
                ? Rename.suggest(SourceFiles.withoutSql(file.path()), this)
                : Optional.empty();
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '_') + "_" + slug + "/up.sql";
    }

    @Override
    NewMigration next(Outline outline) {
        String version =
                outline.newest().isPresent() ? outline.nextVersion() : VersionStyle.DASHED_SECOND.text(outline.now());
        String folder = version + "_" + outline.slug("_") + "/";
        return outline.wantsPair()
                ? outline.migration(version, outline.pair(folder + UP, folder + DOWN, version))
                : outline.migration(version, List.of(new NewFile(folder + UP, outline.header(version))));
    }
}
