package dev.pawl.discover;

/** sql-migrate: {@code 20251018123000-name.sql} with {@code -- +migrate Up} and {@code -- +migrate Down}. */
final class SqlMigrateLayout extends NamedFileLayout {

    SqlMigrateLayout() {
        super("sql-migrate", "<number>_<description>.sql with -- +migrate Up, such as 20251018123000-create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.SQL_MIGRATE) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return Format.SQL_MIGRATE;
    }

    @Override
    String skeleton() {
        return "-- +migrate Up\n\n-- +migrate Down\n";
    }
}
