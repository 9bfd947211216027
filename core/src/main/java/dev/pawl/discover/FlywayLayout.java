package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.Version;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flyway: {@code V1_2__name.sql}, {@code R__name.sql}, {@code U1_2__name.sql}, at any depth, with {@code .sql.conf}
 * beside a script. Baseline scripts ({@code B…}) and callbacks ({@code beforeMigrate.sql}) are refused with the reason:
 * to run them would be wrong, to skip them silently worse.
 */
final class FlywayLayout extends Layout {

    private static final Pattern NAME = Pattern.compile("([VUB])(\\d+(?:[._]\\d+)*)__(.*)", Pattern.DOTALL);
    private static final Pattern NEARLY = Pattern.compile("([vVuU])(\\d+(?:[._]\\d+)*)[-_ .]*(.*)", Pattern.DOTALL);
    private static final Pattern CALLBACK = Pattern.compile("(before|after|create)[A-Z]\\w*");
    private static final Set<String> HARMLESS = Set.of("encoding=utf-8", "placeholderreplacement=false");

    FlywayLayout() {
        super(
                "flyway",
                "V<version>__<description>.sql, R__<description>.sql and U<version>__<description>.sql, such as"
                        + " V1_2__create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        String stem = stem(file);
        boolean mayBe = !stem.isEmpty() && "VUB".indexOf(stem.charAt(0)) >= 0;
        return mayBe && NAME.matcher(stem).matches();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        ScriptPairs pairs = new ScriptPairs();
        for (SourceFile file : listing.sqlFiles()) {
            read(file, listing, pairs, reading);
        }
        pairs.into(reading, file -> Format.PLAIN);
        return reading;
    }

    private void read(SourceFile file, Listing listing, ScriptPairs pairs, Reading reading) {
        String stem = stem(file);
        Directives directives = listing.file(file.path() + ".conf")
                .map(settings -> Settings.read(settings, "executeInTransaction", HARMLESS, reading))
                .orElse(Directives.NONE);
        if (Repeatables.isNamed(stem)) {
            reading.add(Repeatables.migration(file, Format.PLAIN, directives));
            return;
        }
        Matcher name = NAME.matcher(stem);
        if (!name.matches() || name.group(1).equals("B")) {
            reading.cannotExplain(file, whyNot(stem), rename(stem));
            return;
        }
        boolean isUp = name.group(1).equals("V");
        String counterpart = "V" + stem.substring(1); // U1__x.sql reverts V1__x.sql
        Script script = new Script(file, Version.of(name.group(2)), name.group(3), counterpart, directives);
        pairs.add(isUp ? Direction.UP : Direction.DOWN, script);
    }

    private String whyNot(String stem) {
        if (NAME.matcher(stem).matches()) {
            return "it is a Flyway baseline script, which stands for all versions up to its own, and pawl runs each"
                    + " version itself";
        }
        if (CALLBACK.matcher(stem).lookingAt()) {
            return "it is a Flyway callback, and pawl runs no callbacks; what it does belongs into a migration or an R__"
                    + " script";
        }
        boolean isWrongCase = NAME.matcher(stem.toUpperCase(Locale.ROOT)).matches() || stem.startsWith("r__");
        return isWrongCase ? "the letter in front must be a capital one" : "the " + id() + " layout reads " + rule();
    }

    private Optional<String> rename(String stem) {
        Matcher nearly = NEARLY.matcher(stem);
        if (nearly.matches()) {
            String slug = nearly.group(3).isEmpty() ? "name" : nearly.group(3);
            return Optional.of(nearly.group(1).toUpperCase(Locale.ROOT) + nearly.group(2) + "__" + slug + ".sql");
        }
        if (stem.startsWith("r__")) {
            return Optional.of("R" + stem.substring(1) + ".sql");
        }
        return stem.startsWith("B") || CALLBACK.matcher(stem).lookingAt()
                ? Optional.empty()
                : Rename.suggest(stem, this);
    }

    @Override
    String spell(String version, String slug) {
        return "V" + version.replace("-", "") + "__" + slug + ".sql";
    }

    @Override
    boolean isKnownToOrderByNumber() {
        return true;
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.newest().isEmpty() ? "1" : nextVersion(outline);
        String rest = version + "__" + outline.slug(betweenWords(outline)) + ".sql";
        String folder = outline.newest()
                .map(newest -> SourceFiles.folder(newest.filename()))
                .orElse("");
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return outline.newestHasPair()
                ? outline.migration(version, outline.pair(prefix + "V" + rest, prefix + "U" + rest, version))
                : outline.migration(version, List.of(new NewFile(prefix + "V" + rest, outline.header(version))));
    }

    /**
     * The last part counts up where most versions have several parts, the first one elsewhere ({@code 57.1} to {@code
     * 58}).
     */
    private static String nextVersion(Outline outline) {
        String newest = outline.newest().map(file -> file.version().text()).orElse("0");
        if (newest.matches("\\d+")) {
            return outline.nextVersion();
        }
        long single = outline.versioned().stream()
                .filter(file -> file.version().text().matches("\\d+"))
                .count();
        boolean countsParts = single * 2 < outline.versioned().size();
        int cut = countsParts ? Math.max(newest.lastIndexOf('.'), newest.lastIndexOf('_')) + 1 : 0;
        String number = countsParts ? newest.substring(cut) : newest.split("[._]", 2)[0];
        return newest.substring(0, cut) + NextVersion.numberAfter(number);
    }

    private static String betweenWords(Outline outline) {
        List<String> slugs = outline.versioned().stream()
                .map(file -> file.stem().substring(file.stem().indexOf("__") + 2))
                .toList();
        return Spelling.mostUsed(slugs, "_");
    }

    private static String stem(SourceFile file) {
        return SourceFiles.withoutSql(SourceFiles.base(file.path()));
    }
}
