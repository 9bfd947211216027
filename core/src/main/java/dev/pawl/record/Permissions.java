package dev.pawl.record;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/** What the role lacks, with the statements that give it (spec N5; seed D43). */
final class Permissions {

    private final Catalog catalog;
    private final Names names;
    private final String role;

    private Permissions(Catalog catalog) {
        this.catalog = catalog;
        this.names = catalog.names();
        this.role = new Identifier(catalog.role()).sql();
    }

    static Permissions of(Catalog catalog) {
        return new Permissions(catalog);
    }

    /**
     * Goes on only if the role can read a table.
     *
     * @throws PawlException with PERMISSION_MISSING
     */
    void requireReadable(QualifiedName table) {
        if (!catalog.isReadable(table)) {
            throw missing(
                    "The role " + catalog.role() + " may not read " + table + ".",
                    List.of(
                            "GRANT USAGE ON SCHEMA " + schema() + " TO " + role + ";",
                            "GRANT SELECT ON " + table.sql() + " TO " + role + ";"));
        }
    }

    /**
     * Goes on only if the role sees all rows of the history's tables. Where row-level security hides some, what is applied
     * would look pending.
     *
     * @throws PawlException with PERMISSION_MISSING
     */
    void requireVisible() {
        for (QualifiedName table : names.tables()) {
            if (catalog.hidesRows(table)) {
                throw hidden(table, catalog.find(table).orElseThrow());
            }
        }
    }

    private PawlException hidden(QualifiedName table, Relation relation) {
        return PawlException.of(Problem.of(
                ErrorCode.PERMISSION_MISSING,
                "Row-level security hides rows of " + table + " from the role " + catalog.role()
                        + ", so pawl cannot tell what is applied.",
                "Run as " + relation.owner() + ", or let " + relation.owner() + " run: ALTER TABLE " + table.sql()
                        + " DISABLE ROW LEVEL SECURITY; or, to keep it: CREATE POLICY pawl ON " + table.sql() + " TO "
                        + role + " USING (true) WITH CHECK (true);"));
    }

    /**
     * Goes on only if the role can make objects in the schema, which itself may have to be made.
     *
     * @throws PawlException with SCHEMA_MISSING or PERMISSION_MISSING
     */
    void requireCreatable() {
        if (catalog.schema() == Catalog.Reach.CREATABLE) {
            return;
        }
        if (catalog.schema() != Catalog.Reach.ABSENT) {
            throw missing(
                    "The role " + catalog.role() + " may not create tables in the schema " + names.schema() + ".",
                    List.of("GRANT USAGE, CREATE ON SCHEMA " + schema() + " TO " + role + ";"));
        }
        if (catalog.database() != Catalog.Reach.CREATABLE) {
            throw PawlException.of(Problem.of(
                    ErrorCode.SCHEMA_MISSING,
                    "The schema " + names.schema() + " for the history does not exist in the database "
                            + catalog.databaseName() + ", and the role " + catalog.role() + " may not create it.",
                    "Let somebody who may run: CREATE SCHEMA " + schema() + " AUTHORIZATION " + role + ";"));
        }
    }

    /**
     * Goes on only if the role can write the tables that exist.
     *
     * @throws PawlException with PERMISSION_MISSING
     */
    void requireWritable() {
        List<String> grants = new ArrayList<>();
        for (QualifiedName table : names.tables()) {
            catalog.find(table)
                    .filter(relation -> !relation.missingPrivileges().isEmpty())
                    .ifPresent(relation ->
                            grants.add("GRANT SELECT, INSERT, UPDATE, DELETE ON " + table.sql() + " TO " + role + ";"));
        }
        if (catalog.schema() == Catalog.Reach.CLOSED) {
            grants.add(0, "GRANT USAGE ON SCHEMA " + schema() + " TO " + role + ";");
        }
        if (!grants.isEmpty()) {
            grants.add("GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema() + " TO " + role + ";");
            throw missing(
                    "The role " + catalog.role() + " may not write the history in " + names.schema() + ".", grants);
        }
    }

    /**
     * Goes on only if the role owns a table that needs a change.
     *
     * @throws PawlException with PERMISSION_MISSING
     */
    void requireOwned(QualifiedName table, String change) {
        catalog.find(table).filter(relation -> !relation.isOwned()).ifPresent(relation -> {
            throw PawlException.of(Problem.of(
                    ErrorCode.PERMISSION_MISSING,
                    "The table " + table + " lacks columns that pawl needs, and belongs to " + relation.owner() + ".",
                    "Let " + relation.owner() + " run: " + change + ";"));
        });
    }

    private String schema() {
        return names.history().schema().sql();
    }

    private static PawlException missing(String message, List<String> grants) {
        return PawlException.of(Problem.of(
                ErrorCode.PERMISSION_MISSING,
                message,
                "Let the owner, or a superuser, run: " + String.join(" ", grants)));
    }
}
