package dev.pawl.discover;

import java.util.Optional;

/**
 * postgres-migrations: {@code 1-name.sql}, known by a line {@code -- postgres-migrations disable-transaction}
 * somewhere.
 */
final class PostgresMigrationsLayout extends NamedFileLayout {

    PostgresMigrationsLayout() {
        super("postgres-migrations", "<number>-<description>.sql, such as 1-create-users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.POSTGRES_MIGRATIONS_NO_TRANSACTION) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return Format.PLAIN;
    }

    @Override
    String skeleton() {
        return "";
    }

    @Override
    Optional<PlainName> name(String stem) {
        return PlainName.parseGlued(stem);
    }
}
