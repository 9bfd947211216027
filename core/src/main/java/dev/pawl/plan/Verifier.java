package dev.pawl.plan;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.history.EntryKey;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Proves that what is on disk is what was applied (spec S1; seeds B24, E14). */
public final class Verifier {

    private final List<Migration> migrations;
    private final History history;
    private final Map<String, Migration> byKey = new HashMap<>();

    /** Compares these migrations, in their order, with this history. */
    public Verifier(List<Migration> migrations, History history) {
        this.migrations = migrations;
        this.history = history;
    }

    /** Looks at every row of the history and every file. */
    public Verification verify() {
        List<Problem> errors = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        indexByKey(errors);
        Optional<Version> newestOnDisk = newestOnDisk();
        for (HistoryEntry entry : history.entries()) {
            if (!entry.isApplied()) {
                continue;
            }
            Migration migration = byKey.get(entry.key());
            if (migration == null) {
                boolean isAhead = newestOnDisk.filter(isOlderThan(entry)).isPresent();
                (isAhead ? warnings : errors).add(missing(entry, isAhead));
            } else if (migration.isVersioned() && isEdited(migration, entry)) {
                errors.add(edited(migration, entry));
            }
        }
        return new Verification(errors, warnings);
    }

    private void indexByKey(List<Problem> errors) {
        for (Migration migration : migrations) {
            Migration twin = byKey.put(history.key().of(migration), migration);
            if (twin != null) {
                errors.add(Problem.of(
                        ErrorCode.HISTORY_AMBIGUOUS,
                        "The history cannot tell " + twin.filename() + " and " + migration.filename()
                                + " apart: its rows name a migration by " + wordOf(history.key()) + ".",
                        "Rename one of them, if it is not applied anywhere yet."));
            }
        }
    }

    private static String wordOf(EntryKey key) {
        return switch (key) {
            case VERSION_AND_NAME -> "version and name";
            case VERSION -> "version";
            case STEM, FILENAME -> "file name";
        };
    }

    private Optional<Version> newestOnDisk() {
        return migrations.stream()
                .filter(Migration::isVersioned)
                .map(Migration::version)
                .max(Version::compareTo);
    }

    private static Predicate<Version> isOlderThan(HistoryEntry entry) {
        return newest -> !entry.version().isBlank() && newest.compareTo(Version.of(entry.version())) < 0;
    }

    private static boolean isEdited(Migration migration, HistoryEntry entry) {
        return entry.checksum().isPresent()
                && !migration.checksums().matches(entry.checksum().get());
    }

    private static Problem edited(Migration migration, HistoryEntry entry) {
        String when = entry.appliedAt().map(at -> " on " + at).orElse("");
        return Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.CHECKSUM_CHANGED,
                "Migration " + migration.filename() + " has been modified after being applied" + when
                        + ": checksum mismatch. This is unsafe and could cause inconsistencies.",
                "Restore the file and put the change into a new migration (`pawl new`); or, if the edit was reviewed and"
                        + " changes nothing in the database, accept it with `pawl repair`.");
    }

    private Problem missing(HistoryEntry entry, boolean isAhead) {
        Optional<Migration> renamed = migrations.stream()
                .filter(migration -> entry.checksum().isPresent()
                        && migration.checksums().matches(entry.checksum().get())
                        && history.find(migration).isEmpty())
                .findFirst();
        if (renamed.isPresent()) {
            return Problem.of(
                    ErrorCode.FILE_RENAMED,
                    "The applied migration " + entry.filename() + " is not on disk; "
                            + renamed.get().filename() + " has the same content.",
                    "Give the file its old name back. A migration's identity is its version and name.");
        }
        if (isAhead) {
            return Problem.of(
                    ErrorCode.FILE_MISSING,
                    "The database is ahead of these files: " + entry.filename()
                            + " is applied and newer than all of them.",
                    "Nothing to do if these are the files of an older release; otherwise restore the file.");
        }
        return Problem.of(
                ErrorCode.FILE_MISSING,
                "The applied migration " + entry.filename() + " is not on disk.",
                "Restore the file from version control. If it lies in another folder, name it too: `--dir`. If it is gone"
                        + " for good, forget it with `pawl mark "
                        + entry.filename() + " pending --reason …`.");
    }
}
