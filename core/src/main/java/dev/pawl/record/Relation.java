package dev.pawl.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A relation that was found in the catalog. */
final class Relation {

    private final String kind;
    private final String owner;
    private final boolean owned;
    private final Set<Privilege> missing;
    private final List<TableColumn> columns = new ArrayList<>();
    private final Map<String, List<String>> uniqueKeys = new LinkedHashMap<>();

    Relation(String kind, String owner, boolean owned, Set<Privilege> missing) {
        this.kind = kind;
        this.owner = owner;
        this.owned = owned;
        this.missing = missing;
    }

    /** What pawl needs to be allowed on its tables. */
    enum Privilege {
        SELECT,
        INSERT,
        UPDATE,
        DELETE
    }

    void add(TableColumn column) {
        columns.add(column);
    }

    void addKeyColumn(String index, String column) {
        uniqueKeys.computeIfAbsent(index, any -> new ArrayList<>()).add(column);
    }

    boolean isTable() {
        return kind.equals("r") || kind.equals("p");
    }

    String owner() {
        return owner;
    }

    /** Whether the role may change it. */
    boolean isOwned() {
        return owned;
    }

    Set<Privilege> missingPrivileges() {
        return missing;
    }

    boolean isReadable() {
        return !missing.contains(Privilege.SELECT);
    }

    List<TableColumn> columns() {
        return columns;
    }

    boolean hasColumn(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /** Whether some unique key forbids two rows that agree in these columns. */
    boolean isUnique(List<String> names) {
        return uniqueKeys.values().stream().anyMatch(names::containsAll);
    }

    /** The names of its unique indexes. */
    Set<String> uniqueIndexes() {
        return uniqueKeys.keySet();
    }
}
