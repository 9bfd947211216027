package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a new migration shall be, before a layout gives it a name.
 *
 * @param description in words
 * @param reverts the migration that it reverts
 * @param existing those that are there, in order
 */
record Outline(String description, Optional<MigrationFile> reverts, List<MigrationFile> existing, Clock clock) {

    /** {@code Add user preferences} is reverted by {@code Rollback user preferences}, as in seed D. */
    static String rollbackOf(MigrationFile target) {
        String name = target.name().isEmpty() ? target.version().text() : target.name();
        String what = name.replaceFirst("^(?i)(add|create)\\s+(?=\\S)", "");
        boolean isAbbreviation = what.length() > 1 && Character.isUpperCase(what.charAt(1));
        return "Rollback "
                + (isAbbreviation ? what : what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1));
    }

    LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** The migrations that have a version. */
    List<MigrationFile> versioned() {
        return Versions.versioned(existing);
    }

    Optional<MigrationFile> newest() {
        return Versions.newest(existing);
    }

    /** Whether the newest migration has a file that reverts it. */
    boolean newestHasPair() {
        return newest().flatMap(MigrationFile::down).isPresent();
    }

    /** Whether a layout that knows pairs shall write one: yes, unless the folder has stopped doing so. */
    boolean wantsPair() {
        return newest().isEmpty() || newestHasPair();
    }

    String nextVersion() {
        return NextVersion.after(versioned(), now());
    }

    Spelling spelling() {
        return Spelling.of(versioned());
    }

    String slug() {
        return slug(spelling().betweenWords());
    }

    String slug(String betweenWords) {
        String slug = Description.slug(description, betweenWords);
        if (slug.isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.USAGE_INVALID,
                    "A migration's description needs a letter or a digit, and \"" + description + "\" has none.",
                    "Describe the change: pawl new \"add users\""));
        }
        return slug;
    }

    /** Seed B's header: version, date and description (promise B14), and what is reverted (D34). */
    String header(String version) {
        String reverted =
                reverts.map(target -> "-- Reverts: " + target.filename() + "\n").orElse("");
        return "-- Version: " + version + "\n-- Date: " + LocalDate.from(now()) + "\n-- Description: " + oneLine()
                + "\n" + reverted + "\n";
    }

    private String oneLine() {
        String text = description.strip().replaceAll("\\s+", " ");
        int first = text.codePointAt(0);
        return Character.toString(Character.toUpperCase(first)) + text.substring(Character.charCount(first));
    }

    /** A script and the one that reverts it. */
    List<NewFile> pair(String up, String down, String version) {
        return List.of(new NewFile(up, header(version)), new NewFile(down, downHeader(up, version)));
    }

    String downHeader(String up, String version) {
        return "-- Version: " + version + "\n-- Reverts: " + up + "\n\n";
    }

    /** The migration, with a word on its place where that may surprise. */
    NewMigration migration(String version, List<NewFile> files) {
        return new NewMigration(version, files, SameDay.note(version, files.get(0), versioned()));
    }
}
