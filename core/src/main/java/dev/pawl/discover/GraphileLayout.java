package dev.pawl.discover;

import dev.pawl.migration.Directives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * graphile-migrate: {@code committed/000001-name.sql} with {@code --!} headers; the location is the folder above, or
 * {@code committed} itself. {@code current.sql} is a draft and left out.
 */
final class GraphileLayout extends Layout {

    private static final String COMMITTED = "committed/";
    private static final Pattern NAME = Pattern.compile("(\\d+)(?:-(.*))?", Pattern.DOTALL);
    private static final Pattern HASH = Pattern.compile("^--! Hash: (\\S+)", Pattern.MULTILINE);

    GraphileLayout() {
        super("graphile-migrate", "committed/<number>-<description>.sql, such as committed/000001-create-users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        boolean isCommitted = file.path().startsWith(COMMITTED) || listing.has(file, Marker.GRAPHILE);
        return isCommitted && NAME.matcher(stem(file)).matches() && !stem(file).contains("/");
    }

    @Override
    Reading read(Listing listing) {
        Reading reading = new Reading();
        for (SourceFile file : listing.sqlFiles()) {
            Matcher name = NAME.matcher(stem(file));
            if (recognises(file, listing) && name.matches()) {
                reading.add(migration(file, name));
            } else if (isDraft(file.path())) {
                reading.note(file.path() + " is not committed yet: left out.");
            } else if (file.path().startsWith("fixtures/")) {
                reading.note(file.path() + " is a fixture for other files to include: left out.");
            } else {
                reading.cannotExplain(file, "the " + id() + " layout reads " + rule(), Optional.empty());
            }
        }
        return reading;
    }

    private static MigrationFile migration(SourceFile file, Matcher name) {
        String slug = name.group(2) == null ? "" : name.group(2);
        PlainName plain = new PlainName(name.group(1), "-", slug);
        String stem = SourceFiles.base(stem(file));
        return Script.of(file, plain, stem, Directives.NONE).migration(Optional.empty(), Format.GRAPHILE);
    }

    private static boolean isDraft(String path) {
        return path.equals("current.sql") || path.startsWith("current/");
    }

    private static String stem(SourceFile file) {
        String path = file.path().startsWith(COMMITTED) ? file.path().substring(COMMITTED.length()) : file.path();
        return SourceFiles.withoutSql(path);
    }

    @Override
    String spell(String version, String slug) {
        return COMMITTED + version + "-" + slug + ".sql";
    }

    @Override
    NewMigration next(Outline outline) {
        String version = outline.newest().isEmpty() ? "000001" : outline.nextVersion();
        boolean isAbove = outline.newest()
                .filter(file -> !file.filename().startsWith(COMMITTED))
                .isEmpty();
        String path = (isAbove ? COMMITTED : "") + version + "-" + outline.slug("-") + ".sql";
        String previous = outline.newest().map(GraphileLayout::hash).orElse("-");
        String body = outline.header(version);
        String text = "--! Previous: " + previous + "\n--! Hash: " + hash(previous, body) + "\n--! AllowInvalidHash\n\n"
                + body;
        return outline.migration(version, List.of(new NewFile(path, text)));
    }

    /** The hash that the newest file claims; its successor has to name it. */
    private static String hash(MigrationFile newest) {
        try {
            Matcher matcher = HASH.matcher(Markers.head(newest.up().content()));
            return matcher.find() ? matcher.group(1) : "-";
        } catch (IOException e) {
            return "-";
        }
    }

    /** graphile-migrate's own: SHA-1 over the previous hash and the trimmed body. */
    private static String hash(String previous, String body) {
        String text = ((previous.equals("-") ? "" : previous) + "\n" + body.strip()).strip() + "\n";
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return "sha1:" + HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
