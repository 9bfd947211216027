package dev.pawl.discover;

import dev.pawl.migration.Version;
import java.util.Map;

/**
 * Numbers, dates and timestamps, also mixed in one folder: {@code 001_name.sql} (seed A), {@code 001-name.sql} (B),
 * {@code 0001_name.sql} (C), {@code 20251018_name.sql} and {@code 2025-10-18_name.sql} (D), {@code 00_name.sql} (E). A
 * file with the markers of a tool that puts two scripts into one file is read as that tool's, so that its down part
 * never runs along.
 */
final class PlainLayout extends NamedFileLayout {

    private static final Map<Marker, Format> BY_MARKER = Map.of(
            Marker.DBMATE, Format.DBMATE,
            Marker.GOOSE, Format.GOOSE,
            Marker.SQL_MIGRATE, Format.SQL_MIGRATE,
            Marker.NODE_PG_MIGRATE, Format.NODE_PG_MIGRATE);

    PlainLayout() {
        super("plain", "<number or date>_<description>.sql, such as 001_create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        if (!listing.isMarked(file)) {
            return Format.PLAIN;
        }
        return BY_MARKER.entrySet().stream()
                .filter(entry -> listing.has(file, entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Format.PLAIN);
    }

    @Override
    String skeleton() {
        return "";
    }

    @Override
    boolean hasPairs() {
        return true;
    }

    @Override
    boolean canShare(Version version) {
        return VersionStyle.of(version.text()).isDay();
    }
}
