package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at sorted migrations for what is wrong with their versions. */
final class OrderCheck {

    private final List<MigrationFile> sorted;
    private final Layout layout;
    private final DiscoverySettings settings;

    OrderCheck(List<MigrationFile> sorted, Layout layout, DiscoverySettings settings) {
        this.sorted = sorted;
        this.layout = layout;
        this.settings = settings;
    }

    /** Everything that must not be. */
    List<Problem> errors() {
        List<Problem> problems = new ArrayList<>();
        for (MigrationFile migration : sorted) {
            NameLength.problem(migration).ifPresent(problems::add);
        }
        problems.addAll(duplicates());
        if (settings.gaps() == GapPolicy.DENY) {
            problems.addAll(gaps());
        }
        return problems;
    }

    private List<Problem> duplicates() {
        Set<Object> seen = new HashSet<>(2 * sorted.size());
        for (MigrationFile migration : sorted) {
            if (!seen.add(identity(migration))) {
                return named();
            }
        }
        return List.of();
    }

    private List<Problem> named() {
        Map<Object, List<MigrationFile>> groups = new LinkedHashMap<>();
        for (MigrationFile migration : sorted) {
            groups.computeIfAbsent(identity(migration), key -> new ArrayList<>())
                    .add(migration);
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(this::duplicate)
                .toList();
    }

    /** Two migrations with one identity cannot both be recorded: that is the version, or version and name (spec F2). */
    private Object identity(MigrationFile migration) {
        boolean byName = settings.duplicates() == DuplicatePolicy.BY_NAME
                || migration.kind() == Migration.Kind.REPEATABLE
                || layout.canShare(migration.version());
        return byName ? List.of(migration.version(), migration.name()) : migration.version();
    }

    private Problem duplicate(List<MigrationFile> group) {
        MigrationFile first = group.get(0);
        String files = group.stream()
                .map(migration -> migration.up().content().location())
                .collect(Collectors.joining(" and "));
        boolean isSameName = group.stream().map(MigrationFile::name).distinct().count() == 1;
        String what = first.kind() == Migration.Kind.REPEATABLE
                ? "The repeatable script \"" + first.name() + "\" is there " + times(group)
                : "Version " + first.version() + (isSameName ? " \"" + first.name() + "\"" : "") + " is there "
                        + times(group);
        String orByName = isSameName || first.kind() == Migration.Kind.REPEATABLE
                ? "Remove one of them, or give it another name and version."
                : "Give the newer one the next free version, or run both in the order of their names with [migrations]"
                        + " duplicates = \"by-name\".";
        return Problem.at(
                SourcePosition.startOf(
                        group.get(group.size() - 1).up().content().location()),
                ErrorCode.VERSION_DUPLICATE,
                what + ": " + files + ".",
                orByName);
    }

    private static String times(List<MigrationFile> group) {
        return group.size() == 2 ? "twice" : group.size() + " times";
    }

    private List<Problem> gaps() {
        List<Problem> problems = new ArrayList<>();
        Optional<MigrationFile> before = Optional.empty();
        for (MigrationFile migration : sorted) {
            if (!isNumbered(migration)) {
                continue;
            }
            before.flatMap(last -> gap(last, migration)).ifPresent(problems::add);
            before = Optional.of(migration);
        }
        return problems;
    }

    /** Dates have gaps by nature, and versions of several parts have no next one. */
    private static boolean isNumbered(MigrationFile migration) {
        String text = migration.version().text();
        return migration.kind() == Migration.Kind.VERSIONED
                && text.matches("\\d+")
                && VersionStyle.of(text) == VersionStyle.NUMBER;
    }

    private static Optional<Problem> gap(MigrationFile before, MigrationFile after) {
        BigInteger expected = new BigInteger(before.version().text()).add(BigInteger.ONE);
        if (new BigInteger(after.version().text()).compareTo(expected) <= 0) {
            return Optional.empty();
        }
        String missing = NextVersion.numberAfter(before.version().text());
        return Optional.of(Problem.at(
                SourcePosition.startOf(after.up().content().location()),
                ErrorCode.VERSION_GAP,
                "Version " + missing + " is missing: " + after.filename() + " follows " + before.filename() + ".",
                "Add the missing file, rename " + after.filename()
                        + ", or allow gaps with [migrations] gaps = \"allow\"."));
    }

    /** One warning where numbers give another order than names (spec F2). */
    Optional<Problem> notAlphabetical() {
        if (layout.isKnownToOrderByNumber()) {
            return Optional.empty();
        }
        List<MigrationFile> versioned = Versions.versioned(sorted);
        for (int i = 1; i < versioned.size(); i++) {
            MigrationFile before = versioned.get(i - 1);
            MigrationFile after = versioned.get(i);
            if (before.filename().compareTo(after.filename()) > 0) {
                return Optional.of(
                        Problem.of(
                                ErrorCode.ORDER_NOT_ALPHABETICAL,
                                "Versions count as numbers, so " + after.filename() + " runs after " + before.filename()
                                        + ", although its name sorts before it.",
                                "Nothing is to be done if that is meant; versions padded with zeros sort the same either way."));
            }
        }
        return Optional.empty();
    }
}
