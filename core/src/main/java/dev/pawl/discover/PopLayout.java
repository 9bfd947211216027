package dev.pawl.discover;

import dev.pawl.migration.Directives;
import dev.pawl.migration.TransactionMode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * pop (Buffalo, Ory): {@code 20251018123000_name[.postgres][.autocommit].up.sql}. A file for PostgreSQL goes before the
 * general one of the same version; files for other databases are left out.
 */
final class PopLayout extends Layout {

    private static final Pattern NAME = Pattern.compile(
            "(\\d+)_([^./]*)(?:\\.(postgres|postgresql|pg|cockroach|cockroachdb|crdb|mysql|mariadb|sqlite|sqlite3|all))?"
                    + "(\\.autocommit)?\\.(up|down)\\.sql",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> POSTGRESQL = Set.of("postgres", "postgresql", "pg");

    PopLayout() {
        super(
                "pop",
                "<number>_<description>[.postgres][.autocommit].up.sql, such as 20251018123000_users.postgres.up.sql");
    }

    /** A file, its parts told apart. */
    private record Parts(SourceFile file, PlainName name, String dialect, boolean autocommit, Direction direction) {

        static Optional<Parts> of(SourceFile file) {
            if (!SourceFiles.endsWith(file.path(), ".up.sql") && !SourceFiles.endsWith(file.path(), ".down.sql")) {
                return Optional.empty();
            }
            Matcher matcher = NAME.matcher(file.path());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String dialect = matcher.group(3) == null ? "all" : matcher.group(3).toLowerCase(Locale.ROOT);
            Direction direction = matcher.group(5).equalsIgnoreCase("up") ? Direction.UP : Direction.DOWN;
            PlainName name = new PlainName(matcher.group(1), "_", matcher.group(2));
            return Optional.of(new Parts(file, name, dialect, matcher.group(4) != null, direction));
        }

        boolean isForPostgresql() {
            return POSTGRESQL.contains(dialect);
        }

        boolean isGeneral() {
            return dialect.equals("all");
        }

        String key() {
            return direction + " " + name.version();
        }

        Script script() {
            Directives directives =
                    autocommit ? Directives.NONE.withTransaction(TransactionMode.NON_TRANSACTIONAL) : Directives.NONE;
            return Script.of(file, name, name.version() + "_" + name.slug(), directives);
        }
    }

    /** Names without a dialect are golang-migrate's too. */
    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return Parts.of(file)
                .filter(parts -> parts.autocommit() || !parts.isGeneral())
                .isPresent();
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        Set<String> special = new HashSet<>();
        for (SourceFile file : listing.sqlFiles()) {
            Parts.of(file).filter(Parts::isForPostgresql).ifPresent(parts -> special.add(parts.key()));
        }
        ScriptPairs pairs = new ScriptPairs();
        for (SourceFile file : listing.sqlFiles()) {
            Parts.of(file).ifPresentOrElse(parts -> add(parts, special, pairs, reading), () -> reject(file, reading));
        }
        pairs.into(reading, file -> Format.PLAIN);
        return reading;
    }

    private static void add(Parts parts, Set<String> special, ScriptPairs pairs, Reading reading) {
        if (parts.isForPostgresql() || (parts.isGeneral() && !special.contains(parts.key()))) {
            pairs.add(parts.direction(), parts.script());
            return;
        }
        String why = parts.isGeneral() ? "a file for PostgreSQL takes its place" : "it is for " + parts.dialect();
        reading.note(parts.file().path() + " is left out: " + why + ".");
    }

    private void reject(SourceFile file, Reading reading) {
        String stem = SourceFiles.withoutSql(file.path());
        String bare = Direction.of(stem).withoutSuffix(stem);
        reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), Rename.suggest(bare, this));
    }

    @Override
    String spell(String version, String slug) {
        return version.replace('.', '_') + "_" + slug + ".up.sql";
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.nextVersion();
        String stem = version + "_" + outline.slug();
        return outline.wantsPair()
                ? outline.migration(version, outline.pair(stem + ".up.sql", stem + ".down.sql", version))
                : outline.migration(version, List.of(new NewFile(stem + ".up.sql", outline.header(version))));
    }
}
