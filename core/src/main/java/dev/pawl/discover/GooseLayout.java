package dev.pawl.discover;

/** goose: {@code 00001_name.sql} with {@code -- +goose Up} and {@code -- +goose Down}. */
final class GooseLayout extends NamedFileLayout {

    GooseLayout() {
        super("goose", "<number>_<description>.sql with -- +goose Up, such as 00001_create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return listing.has(file, Marker.GOOSE) && isNamed(file);
    }

    @Override
    Format format(SourceFile file, Listing listing) {
        return Format.GOOSE;
    }

    @Override
    String skeleton() {
        return "-- +goose Up\n\n-- +goose Down\n";
    }
}
