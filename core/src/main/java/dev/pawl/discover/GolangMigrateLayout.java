package dev.pawl.discover;

import dev.pawl.migration.Directives;
import java.util.List;

/** golang-migrate: pairs {@code 000001_name.up.sql} and {@code 000001_name.down.sql}. */
final class GolangMigrateLayout extends Layout {

    GolangMigrateLayout() {
        super("golang-migrate", "<number>_<description>.up.sql and .down.sql, such as 000001_create_users.up.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        String stem = SourceFiles.withoutSql(file.path());
        Direction direction = Direction.of(stem);
        return SourceFiles.depth(file.path()) == 0
                && direction != Direction.UP_ONLY
                && PlainName.parse(direction.withoutSuffix(stem)).isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        ScriptPairs pairs = new ScriptPairs();
        for (SourceFile file : listing.sqlFiles()) {
            String stem = SourceFiles.withoutSql(file.path());
            Direction direction = Direction.of(stem);
            String bare = direction.withoutSuffix(stem);
            if (recognises(file, listing)) {
                PlainName name = PlainName.parse(bare).orElseThrow();
                pairs.add(direction, Script.of(file, name, bare, Directives.NONE));
            } else {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), Rename.suggest(bare, this));
            }
        }
        pairs.into(reading, file -> Format.PLAIN);
        return reading;
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '_') + "_" + slug + ".up.sql";
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.nextVersion();
        String stem = version + outline.spelling().separator() + outline.slug();
        if (outline.wantsPair()) {
            return outline.migration(version, outline.pair(stem + ".up.sql", stem + ".down.sql", version));
        }
        return outline.migration(version, List.of(new NewFile(stem + ".up.sql", outline.header(version))));
    }
}
