package dev.pawl.discover;

/** sqlx: {@code 20251018123000_name.sql}, or pairs; known by a first line {@code -- no-transaction} somewhere. */
final class SqlxLayout extends NamedFileLayout {

    SqlxLayout() {
        super("sqlx", "<number>_<description>.sql, such as 20251018123000_create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.SQLX_NO_TRANSACTION) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return Format.SQLX;
    }

    @Override
    String skeleton() {
        return "";
    }

    @Override
    boolean hasPairs() {
        return true;
    }
}
