package dev.pawl.discover;

import dev.pawl.migration.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks for {@link Marker}s in the first few kilobytes of a file, so that ten thousand files take a moment only. */
final class Markers {

    private static final Pattern UP_OR_DOWN_MIGRATION =
            Pattern.compile("[\\s-]*(up|down)\\s+migration\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern LIQUIBASE = Pattern.compile("\\s*liquibase\\s+formatted.*", Pattern.CASE_INSENSITIVE);

    private Markers() {}

    /**
     * The markers at the head of a file.
     *
     * @param head its first bytes, as many as {@code length} says; they may end within a line
     */
    static Set<Marker> in(byte[] head, int length) {
        Set<Marker> found = EnumSet.noneOf(Marker.class);
        boolean first = true;
        Iterator<String> lines = text(head, length).lines().iterator();
        while (lines.hasNext()) {
            String bare = lines.next().strip();
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
            byte[] bytes = stream.readNBytes(HeadReader.SIZE);
            return text(bytes, bytes.length);
        }
    }

    private static String text(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
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
        return mayBeUpOrDown(comment) && UP_OR_DOWN_MIGRATION.matcher(comment).matches()
                ? Optional.of(Marker.NODE_PG_MIGRATE)
                : Optional.empty();
    }

    private static boolean mayBeUpOrDown(String comment) {
        int start = 0;
        while (start < comment.length() && " \t-".indexOf(comment.charAt(start)) >= 0) {
            start++;
        }
        return comment.regionMatches(true, start, "up", 0, 2) || comment.regionMatches(true, start, "down", 0, 4);
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
