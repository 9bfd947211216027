package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.util.List;

/** Says which folder was probably meant, where the files of a location lie deeper than any layout looks. */
final class Subfolders {

    private static final int NAMED = 3;

    private Subfolders() {}

    /** Whether a file lies in a folder. */
    static boolean hold(SourceFile file) {
        return SourceFiles.depth(file.path()) > 0;
    }

    static Problem problem(Listing listing) {
        List<SourceFile> files =
                listing.sqlFiles().stream().filter(Subfolders::hold).toList();
        List<String> folders = files.stream()
                .filter(Subfolders::looksLikeMigration)
                .map(file -> folderOfMigrations(file.path()))
                .filter(folder -> !folder.isEmpty())
                .distinct()
                .limit(NAMED)
                .map(listing.location()::within)
                .toList();
        String first = files.get(0).path();
        return Problem.of(
                ErrorCode.LAYOUT_UNCLEAR,
                "None of the " + files.size() + " .sql files in folders of "
                        + listing.location().text() + " fits a layout: " + first + " is the first of them.",
                folders.isEmpty()
                        ? "Rename the folders so that they begin with a version: 20251018123000_create_users/migration.sql."
                        : "Name the folder of the migrations with --dir, or dir in pawl.toml: "
                                + String.join(" or ", folders) + ".");
    }

    private static boolean looksLikeMigration(SourceFile file) {
        String base = SourceFiles.base(file.path());
        String folder = SourceFiles.base(SourceFiles.folder(file.path()));
        return PlainName.parse(SourceFiles.withoutSql(base)).isPresent()
                || PlainName.parse(folder).isPresent()
                || base.matches("V[0-9].*__.*");
    }

    /** For {@code default/20240101_users/up.sql} it is {@code default}. */
    private static String folderOfMigrations(String path) {
        String folder = SourceFiles.folder(path);
        boolean isMigration = PlainName.parse(SourceFiles.base(folder)).isPresent();
        return isMigration ? SourceFiles.folder(folder) : folder;
    }
}
