package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The lengths that the history can hold (its columns are {@code varchar(255)}) and that file systems allow. */
final class NameLength {

    private static final int LONGEST = 255;

    private NameLength() {}

    /** What is too long of a migration that was found. */
    static Optional<Problem> problem(MigrationFile migration) {
        if (migration.filename().length() <= LONGEST
                && migration.version().text().length() <= LONGEST) {
            return Optional.empty();
        }
        boolean isVersion = migration.version().text().length() > LONGEST;
        int length = isVersion
                ? migration.version().text().length()
                : migration.filename().length();
        return Optional.of(Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.NAME_TOO_LONG,
                (isVersion ? "The version" : "The file name") + " has " + length + " characters, and the history holds "
                        + LONGEST + ".",
                "Give it a shorter name."));
    }

    /**
     * Refuses a new migration whose name is too long.
     *
     * @throws PawlException with NAME_TOO_LONG
     */
    static void check(NewMigration migration) {
        for (NewFile file : migration.files()) {
            boolean fits = file.path().length() <= LONGEST
                    && List.of(file.path().split("/")).stream().allMatch(NameLength::fitsFileSystems);
            if (!fits) {
                throw PawlException.of(Problem.of(
                        ErrorCode.NAME_TOO_LONG,
                        "The file name " + file.path().substring(0, 40) + "… would have "
                                + file.path().length() + " characters; " + LONGEST + " bytes are the limit.",
                        "Describe the change in fewer words."));
            }
        }
    }

    private static boolean fitsFileSystems(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
