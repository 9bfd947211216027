package dev.pawl.discover;

import java.util.Optional;

/** dbmate: {@code 20251018123000_name.sql} with {@code -- migrate:up} and {@code -- migrate:down}. */
final class DbmateLayout extends NamedFileLayout {

    DbmateLayout() {
        super("dbmate", "<number>_<description>.sql with -- migrate:up, such as 20251018123000_create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.DBMATE) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return Format.DBMATE;
    }

    @Override
    String skeleton() {
        return "-- migrate:up\n\n-- migrate:down\n";
    }

    @Override
    Optional<PlainName> name(String stem) {
        return PlainName.parseGlued(stem);
    }
}
