package dev.pawl.discover;

/** node-pg-migrate: {@code 1760790659123_name.sql} with {@code -- Up Migration} and {@code -- Down Migration}. */
final class NodePgMigrateLayout extends NamedFileLayout {

    NodePgMigrateLayout() {
        super("node-pg-migrate", "<number>_<description>.sql, such as 1760790659123_create-users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.NODE_PG_MIGRATE) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return listing.has(file, Marker.NODE_PG_MIGRATE) ? Format.NODE_PG_MIGRATE : Format.PLAIN;
    }

    @Override
    String skeleton() {
        return "-- Up Migration\n\n-- Down Migration\n";
    }
}
