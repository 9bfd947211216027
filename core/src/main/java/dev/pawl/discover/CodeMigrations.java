package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Migrations in a programming language, or changelogs that set an order of their own: part of what the folder means.
 */
final class CodeMigrations {

    private static final Set<String> LANGUAGES = Set.of(
            "go", "js", "cjs", "mjs", "ts", "cts", "mts", "py", "rb", "java", "kt", "groovy", "scala", "php", "fizz",
            "sh");
    private static final Set<String> CHANGELOGS = Set.of("xml", "yaml", "yml", "json");
    private static final Pattern FLYWAY_NAME = Pattern.compile("[VUR](\\d+([._]\\d+)*)?__.*");
    private static final Pattern TEST = Pattern.compile(".*(_test|\\.test|\\.spec|\\.d)", Pattern.DOTALL);
    private static final int NAMED = 5;

    private CodeMigrations() {}

    static boolean includes(SourceFile file, Layout layout) {
        String base = SourceFiles.base(file.path());
        int dot = base.lastIndexOf('.');
        if (dot < 0) {
            return false;
        }
        String extension = base.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (layout instanceof LiquibaseLayout && CHANGELOGS.contains(extension)) {
            return true;
        }
        String stem = base.substring(0, dot);
        boolean isNamedSo =
                PlainName.parse(stem).isPresent() || FLYWAY_NAME.matcher(stem).matches();
        return isNamedSo
                && LANGUAGES.contains(extension)
                && !TEST.matcher(stem).matches()
                && (SourceFiles.depth(file.path()) == 0 || layout instanceof FlywayLayout);
    }

    /** A warning that names them; empty where there are none. */
    static Optional<Problem> warning(List<SourceFile> files) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(
                ", ", files.stream().limit(NAMED).map(SourceFile::path).toList());
        String more = files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "";
        String subject = files.size() == 1 ? "1 migration is not" : files.size() + " migrations are not";
        return Optional.of(Problem.of(
                ErrorCode.CODE_MIGRATION,
                subject + " SQL and will not run: " + names + more + ".",
                "Rewrite them as .sql files in the same places of the order, or list them under [migrations] ignore if"
                        + " nothing after them needs what they do."));
    }
}
