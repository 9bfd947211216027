package dev.pawl.discover;

import java.util.List;
import java.util.Optional;

/**
 * drizzle-kit: {@code 0000_name.sql} with {@code --> statement-breakpoint} between statements (a comment to PostgreSQL),
 * and a folder {@code meta} with its journal.
 */
final class DrizzleLayout extends NamedFileLayout {

    private static final String META = "meta/";

    DrizzleLayout() {
        super("drizzle", "<number>_<description>.sql, such as 0000_create_users.sql");
    }

    @Override
    boolean recognises(SourceFile file, Listing listing) {
        return (listing.has(file, Marker.DRIZZLE_BREAKPOINT)
                        || listing.file(META + "_journal.json").isPresent())
                && isNamed(file);
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
    Reading read(Listing listing) {
        Reading reading = super.read(listing);
        List<SourceFile> meta = listing.otherFiles().stream()
                .filter(file -> file.path().startsWith(META))
                .toList();
        meta.forEach(reading::companion);
        if (!meta.isEmpty()) {
            reading.note("meta/ holds drizzle-kit's journal and snapshots: left alone.");
        }
        return reading;
    }

    @Override
    NewMigration next(Outline outline) {
        NewMigration plain = super.next(outline);
        String note = "drizzle-kit's journal (meta/_journal.json) does not know "
                + plain.files().get(0).path() + ".";
        return new NewMigration(plain.version(), plain.files(), Optional.of(note));
    }
}
