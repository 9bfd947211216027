package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two levels of numbers: {@code 2/03_name.up.sql}, with or without {@code .down.sql}; its version is {@code 2.03}. */
final class NestedLayout extends Layout {

    private static final Pattern IN_NUMBERED_FOLDER = Pattern.compile("(\\d+)/([^/]+)\\.sql", Pattern.CASE_INSENSITIVE);

    NestedLayout() {
        super("nested", "<number>/<number>_<description>.up.sql, such as 1/02_create_users.up.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        if (file.path().indexOf('/') < 0) {
            return false;
        }
        Matcher matcher = IN_NUMBERED_FOLDER.matcher(file.path());
        return matcher.matches() && PlainName.parse(bare(matcher.group(2))).isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        ScriptPairs pairs = new ScriptPairs();
        for (SourceFile file : listing.sqlFiles()) {
            if (recognises(file, listing)) {
                add(file, pairs);
            } else {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), Optional.empty());
            }
        }
        pairs.into(reading, file -> Format.PLAIN);
        return reading;
    }

    private static void add(SourceFile file, ScriptPairs pairs) {
        String folder = SourceFiles.folder(file.path());
        String stem = SourceFiles.withoutSql(SourceFiles.base(file.path()));
        PlainName name = PlainName.parse(bare(stem)).orElseThrow();
        Version version = Version.of(folder + "." + name.version());
        pairs.add(
                Direction.of(stem), new Script(file, version, name.slug(), folder + "/" + bare(stem), Directives.NONE));
    }

    private static String bare(String stem) {
        return Direction.of(stem).withoutSuffix(stem);
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '/') + "_" + slug + ".up.sql";
    }

    @Override
    boolean isKnownToOrderByNumber() {
        return true;
    }

    @Override
    NewMigration next(Outline outline) {
        String newest =
                outline.newest().map(migration -> migration.version().text()).orElse("1.00");
        String folder = newest.substring(0, newest.indexOf('.'));
        String number = newest.substring(newest.indexOf('.') + 1);
        String next = NextVersion.numberAfter(number);
        String version = folder + "." + next;
        String stem = folder + "/" + next + outline.spelling().separator() + outline.slug();
        String ending = outline.newest().filter(file -> !hasUp(file)).isPresent() ? ".sql" : ".up.sql";
        return outline.wantsPair()
                ? outline.migration(version, outline.pair(stem + ending, stem + ".down.sql", version))
                : outline.migration(version, List.of(new NewFile(stem + ending, outline.header(version))));
    }

    private static boolean hasUp(MigrationFile migration) {
        return Direction.of(SourceFiles.withoutSql(migration.filename())) == Direction.UP;
    }
}
