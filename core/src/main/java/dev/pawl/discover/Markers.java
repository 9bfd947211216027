package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks for {@link Marker}s in the first few kilobytes of a file, so that ten thousand files take a moment only. */
final class Markers {

    private static final int HEAD = 8 * 1024;
    private static final Pattern UP_OR_DOWN_MIGRATION =
            Pattern.compile("[\\s-]*(up|down)\\s+migration\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern LIQUIBASE = Pattern.compile("\\s*liquibase\\s+formatted.*", Pattern.CASE_INSENSITIVE);

    private Markers() {}

    /**
     * The markers at the head of a file.
     *
     * @throws IOException if it cannot be read
     */
    static Set<Marker> in(Content content) throws IOException {
        Set<Marker> found = EnumSet.noneOf(Marker.class);
        boolean first = true;
        for (String line : (Iterable<String>) head(content).lines()::iterator) {
            String bare = line.strip();
            if (bare.startsWith("--")) {
                marker(bare.substring(2), first).ifPresent(found::add);
            }
            first = first && bare.isEmpty();
        }
        return found;
    }

    /** The beginning of a file as text, without its byte order mark; it may end within a line. */
    static String head(Content content) throws IOException {
        try (InputStream stream = content.open()) {
            String text = new String(stream.readNBytes(HEAD), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    private static Optional<Marker> marker(String afterDashes, boolean firstLine) {
        if (afterDashes.startsWith("! Previous:")) {
            return Optional.of(Marker.GRAPHILE);
        }
        if (afterDashes.startsWith("> statement-breakpoint")) {
            return Optional.of(Marker.DRIZZLE_BREAKPOINT);
        }
        String comment = afterDashes.stripLeading();
        if (comment.startsWith("migrate:up") || comment.startsWith("migrate:down")) {
            return Optional.of(Marker.DBMATE);
        }
        if (comment.startsWith("+")) {
            return plusMarker(comment.toLowerCase(Locale.ROOT));
        }
        if (comment.startsWith("postgres-migrations disable-transaction")) {
            return Optional.of(Marker.POSTGRES_MIGRATIONS_NO_TRANSACTION);
        }
        if (firstLine && comment.startsWith("no-transaction")) {
            return Optional.of(Marker.SQLX_NO_TRANSACTION);
        }
        if (firstLine && LIQUIBASE.matcher(comment).matches()) {
            return Optional.of(Marker.LIQUIBASE);
        }
        return UP_OR_DOWN_MIGRATION.matcher(comment).matches() ? Optional.of(Marker.NODE_PG_MIGRATE) : Optional.empty();
    }

    private static Optional<Marker> plusMarker(String comment) {
        if (comment.startsWith("+goose up") || comment.startsWith("+goose down")) {
            return Optional.of(Marker.GOOSE);
        }
        return comment.startsWith("+migrate up") || comment.startsWith("+migrate down")
                ? Optional.of(Marker.SQL_MIGRATE)
                : Optional.empty();
    }
}
