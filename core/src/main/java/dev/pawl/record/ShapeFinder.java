package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.history.EntryKey;
import dev.pawl.postgres.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells the shape of a table by its columns (spec H1, H4). pawl's own shape and those of seeds B, D and E are told by
 * having all of their columns; columns that somebody added are left alone, as long as an INSERT may leave them out.
 * Anything else is a list of names (seeds A and C) if every one of its columns is explained.
 */
final class ShapeFinder {

    private static final List<String> KEY_NAMES =
            List.of("filename", "file_name", "file", "migration", "migration_name", "name", "version");
    private static final Pattern FILE = Pattern.compile("(?i).*\\.sql");
    private static final Pattern MD5 = Pattern.compile("(?i)[0-9a-f]{32}");

    private final QualifiedName table;
    private final Relation relation;

    ShapeFinder(QualifiedName table, Relation relation) {
        this.table = table;
        this.relation = relation;
    }

    /**
     * The shape of the table.
     *
     * @param pinned what the config says it is
     * @throws PawlException with HISTORY_FOREIGN if no shape explains it
     */
    Shape find(Optional<Shape> pinned) {
        if (!relation.isTable()) {
            throw foreign(table + " is not a table.");
        }
        Optional<Shape> found =
                pinned.filter(this::fits).or(this::exact).or(() -> generic().map(Shape.class::cast));
        if (found.isEmpty()) {
            throw foreign("The table " + table + " has columns that pawl does not know: " + columnNames() + ".");
        }
        if (pinned.isPresent() && !pinned.get().word().equals(found.get().word())) {
            throw foreign("The config says that " + table + " has the shape `"
                    + pinned.get().word() + "`, but its columns are " + columnNames() + ".");
        }
        return found.get();
    }

    private Optional<Shape> exact() {
        return Shape.all().stream()
                .filter(shape -> !(shape instanceof NamesShape))
                .filter(this::fits)
                .findFirst();
    }

    private boolean fits(Shape shape) {
        return !(shape instanceof NamesShape)
                && shape.columns().entrySet().stream().allMatch(entry -> explains(entry.getKey(), entry.getValue()))
                && relation.columns().stream()
                        .filter(column -> !shape.columns().containsValue(column.name()))
                        .allMatch(column -> column.need() == TableColumn.Need.OPTIONAL);
    }

    private boolean explains(Role role, String name) {
        return relation.columns().stream().anyMatch(column -> column.name().equals(name) && hasTypeFor(role, column));
    }

    private static boolean hasTypeFor(Role role, TableColumn column) {
        return switch (role) {
            case ID -> true;
            case KEY, NAME, FILENAME, CHECKSUM, ERROR, APPLIED_BY -> column.isText();
            case APPLIED_AT -> column.isTimestamp();
            case EXECUTION_TIME -> column.isNumber();
            case STATUS -> column.isText() || column.isBoolean();
        };
    }

    private Optional<NamesShape> generic() {
        Optional<TableColumn> key = keyColumn();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Map<Role, String> columns = new EnumMap<>(Role.class);
        columns.put(Role.KEY, key.get().name());
        StatusWords status = new StatusWords.EveryRowApplied();
        for (TableColumn column : relation.columns()) {
            if (column.equals(key.get())) {
                continue;
            }
            Optional<Role> role = roleOf(column);
            if (role.isEmpty() || columns.putIfAbsent(role.get(), column.name()) != null) {
                return Optional.empty();
            }
            if (role.get() == Role.STATUS) {
                status = column.isBoolean() ? new StatusWords.SuccessFlag() : new StatusWords.Words("completed");
            }
        }
        return Optional.of(new NamesShape(EntryKey.FILENAME, columns, status, StoredChecksum.EXACT));
    }

    /** The best name among the columns that can be one; a column that alone is unique comes before others. */
    private Optional<TableColumn> keyColumn() {
        return keyColumn(column -> relation.isUnique(List.of(column.name()))).or(() -> keyColumn(column -> true));
    }

    private Optional<TableColumn> keyColumn(Predicate<TableColumn> admits) {
        for (String name : KEY_NAMES) {
            Optional<TableColumn> column = relation.columns().stream()
                    .filter(candidate -> candidate.name().equals(name) && candidate.isText())
                    .filter(admits)
                    .findFirst();
            if (column.isPresent()) {
                return column;
            }
        }
        return Optional.empty();
    }

    private static Optional<Role> roleOf(TableColumn column) {
        Role role = switch (column.name()) {
            case "id" -> Role.ID;
            case "name", "description" -> Role.NAME;
            case "filename", "file_name", "file" -> Role.FILENAME;
            case "checksum", "hash", "md5", "sha256" -> Role.CHECKSUM;
            case "applied_at",
                    "executed_at",
                    "run_at",
                    "run_on",
                    "ran_at",
                    "migrated_at",
                    "installed_on",
                    "created_at",
                    "timestamp" -> Role.APPLIED_AT;
            case "execution_time_ms", "execution_ms", "duration_ms" -> Role.EXECUTION_TIME;
            case "success", "status" -> Role.STATUS;
            case "error_message", "error" -> Role.ERROR;
            case "applied_by", "executed_by", "run_by" -> Role.APPLIED_BY;
            default -> null;
        };
        if (role == null || !hasTypeFor(role, column)) {
            return Optional.empty();
        }
        boolean isUnfillable = role == Role.ID && column.need() == TableColumn.Need.REQUIRED;
        return isUnfillable ? Optional.empty() : Optional.of(role);
    }

    /**
     * What the rows add to the columns: file names or stems, and which checksum.
     *
     * @throws PawlException with HISTORY_FOREIGN if the rows hold bare version numbers, as dbmate's and Rails' do
     */
    Shape refine(Shape shape, Optional<Shape> pinned, Collection<StoredRow> rows) {
        if (!(shape instanceof NamesShape names)) {
            return shape;
        }
        boolean isVersionColumn = names.keyColumn().equals("version");
        boolean areNames = rows.isEmpty() ? !isVersionColumn : rows.stream().allMatch(row -> isName(row.key()));
        if (!areNames && pinned.isEmpty()) {
            throw foreign("The table " + table + " does not hold file names in its column " + names.keyColumn() + ".");
        }
        NamesShape refined =
                rows.stream().anyMatch(row -> !FILE.matcher(row.key()).matches())
                        ? names.withKey(EntryKey.STEM)
                        : names;
        boolean hasMd5 =
                rows.stream().anyMatch(row -> MD5.matcher(row.checksum()).matches());
        return hasMd5 ? refined.withChecksum(StoredChecksum.EXACT_MD5) : refined;
    }

    private static boolean isName(String key) {
        return key.chars().anyMatch(Character::isLetter);
    }

    private PawlException foreign(String message) {
        return PawlException.of(Problem.of(
                ErrorCode.HISTORY_FOREIGN,
                message,
                "Keep pawl's history apart with `--table pawl.schema_migrations`. `pawl adopt`, which takes such a table over,"
                        + " comes with a later version."));
    }

    private String columnNames() {
        List<String> names = new ArrayList<>();
        relation.columns().forEach(column -> names.add(column.name()));
        return names.stream().collect(Collectors.joining(", "));
    }
}
