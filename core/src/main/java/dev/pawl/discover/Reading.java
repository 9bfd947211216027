package dev.pawl.discover;

import dev.pawl.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a layout makes of a location: filled while it goes through the files. */
final class Reading {

    private final List<MigrationFile> migrations = new ArrayList<>();
    private final List<Unexplained> unexplained = new ArrayList<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> companions = new HashSet<>();

    void add(MigrationFile migration) {
        migrations.add(migration);
    }

    void cannotExplain(SourceFile file, String why, Optional<String> rename) {
        unexplained.add(new Unexplained(file, why, rename));
    }

    void error(Problem problem) {
        errors.add(problem);
    }

    void warn(Problem problem) {
        warnings.add(problem);
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    /** Says that a file belongs to the layout although it is no script, so that it deserves no note. */
    void companion(SourceFile file) {
        companions.add(file.path());
    }

    List<MigrationFile> migrations() {
        return migrations;
    }

    List<Unexplained> unexplained() {
        return unexplained;
    }

    List<Problem> errors() {
        return errors;
    }

    List<Problem> warnings() {
        return warnings;
    }

    List<String> notes() {
        return notes;
    }

    boolean isCompanion(SourceFile file) {
        return companions.contains(file.path());
    }
}
