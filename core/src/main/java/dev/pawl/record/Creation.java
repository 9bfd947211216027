package dev.pawl.record;

import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Literal;
import dev.pawl.postgres.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is missing of a history's tables, and the SQL that makes it. */
final class Creation {

    /** The columns of the audit trail (spec H2; seed E's, and the reason). */
    static final Map<String, String> AUDIT_COLUMNS = new LinkedHashMap<>();

    static {
        AUDIT_COLUMNS.put("id", "uuid PRIMARY KEY DEFAULT gen_random_uuid()");
        AUDIT_COLUMNS.put("version", "text NOT NULL");
        AUDIT_COLUMNS.put("action", "text NOT NULL");
        AUDIT_COLUMNS.put("executed_at", "timestamptz DEFAULT now()");
        AUDIT_COLUMNS.put("execution_time_ms", "integer");
        AUDIT_COLUMNS.put("status", "text NOT NULL");
        AUDIT_COLUMNS.put("error_message", "text");
        AUDIT_COLUMNS.put("executed_by", "text");
        AUDIT_COLUMNS.put("environment", "text");
        AUDIT_COLUMNS.put("reason", "text");
    }

    private final Catalog catalog;
    private final Names names;
    private final Shape shape;

    /**
     * The difference between what is there and what has to be.
     *
     * @param shape of the history table, found or to be made
     */
    Creation(Catalog catalog, Shape shape) {
        this.catalog = catalog;
        this.names = catalog.names();
        this.shape = shape;
    }

    DatabaseState.Completeness completeness() {
        boolean isWritable = names.tables().stream()
                .allMatch(table -> catalog.find(table)
                        .filter(found -> found.missingPrivileges().isEmpty())
                        .isPresent());
        return isWritable && statements().isEmpty()
                ? DatabaseState.Completeness.COMPLETE
                : DatabaseState.Completeness.INCOMPLETE;
    }

    /**
     * Goes on only if the role may do what {@link #statements} do.
     *
     * @throws dev.pawl.error.PawlException SCHEMA_MISSING or PERMISSION_MISSING
     */
    void requirePermissions() {
        Permissions permissions = Permissions.of(catalog);
        List<String> audit = auditColumns();
        if (!audit.isEmpty()) {
            permissions.requireOwned(names.audit(), String.join("; ", audit));
        }
        if (statements().size() > audit.size()) {
            permissions.requireCreatable();
        }
        permissions.requireWritable();
    }

    /** The statements in their order; none where nothing is missing. For a {@code search_path} of {@code pg_catalog}. */
    List<String> statements() {
        List<String> statements = new ArrayList<>();
        if (catalog.schema() == Catalog.Reach.ABSENT) {
            statements.add("CREATE SCHEMA " + names.history().schema().sql());
        }
        if (isMissing(names.history())) {
            statements.add(shape.createTable(names.history()));
        }
        statements.addAll(audit());
        statements.addAll(own());
        StatusObjects objects = new StatusObjects(names, shape, catalog.find(names.history()));
        if (!catalog.hasFunction(names.rowsFunction())) {
            statements.add(objects.createRowsFunction());
        }
        if (isMissing(names.view())) {
            statements.add(objects.createView());
        }
        if (!catalog.hasFunction(names.function())) {
            statements.add(objects.createFunction());
        }
        return statements;
    }

    private boolean isMissing(QualifiedName name) {
        return catalog.find(name).isEmpty();
    }

    private List<String> audit() {
        if (!isMissing(names.audit())) {
            return auditColumns();
        }
        String columns = AUDIT_COLUMNS.entrySet().stream()
                .map(column -> "  " + column.getKey() + " " + column.getValue())
                .collect(Collectors.joining(",\n"));
        return List.of(
                "CREATE TABLE " + names.audit().sql() + " (\n" + columns + "\n)",
                "CREATE INDEX ON " + names.audit().sql() + " (executed_at)",
                "CREATE INDEX ON " + names.audit().sql() + " (version)");
    }

    /** What an audit trail that somebody else made lacks; nullable, so that its other writers need not know. */
    private List<String> auditColumns() {
        return catalog.find(names.audit()).stream()
                .flatMap(found -> AUDIT_COLUMNS.entrySet().stream().filter(column -> !found.hasColumn(column.getKey())))
                .map(column -> "ALTER TABLE " + names.audit().sql() + " ADD COLUMN IF NOT EXISTS "
                        + new Identifier(column.getKey()).sql() + " "
                        + column.getValue().replace(" NOT NULL", "").replace(" PRIMARY KEY", ""))
                .toList();
    }

    private List<String> own() {
        List<String> statements = new ArrayList<>();
        if (isMissing(names.settings())) {
            statements.add("""
                    CREATE TABLE %s (
                      key text PRIMARY KEY,
                      value text NOT NULL,
                      changed_at timestamptz NOT NULL DEFAULT now()
                    )""".formatted(names.settings().sql()));
            statements.add("INSERT INTO " + names.settings().sql() + " (key, value) VALUES ("
                    + Literal.text(Settings.FORMAT) + ", '" + HistoryStore.FORMAT + "')");
        }
        if (isMissing(names.scripts())) {
            statements.add("""
                    CREATE TABLE %s (
                      history text NOT NULL,
                      version text NOT NULL,
                      name text NOT NULL DEFAULT '',
                      stored_checksum text NOT NULL,
                      exact_checksum text NOT NULL,
                      normalised_checksum text NOT NULL,
                      script text,
                      recorded_at timestamptz NOT NULL DEFAULT now(),
                      PRIMARY KEY (history, version, name)
                    )""".formatted(names.scripts().sql()));
        }
        if (isMissing(names.leases())) {
            statements.add("""
                    CREATE TABLE %s (
                      history text NOT NULL,
                      version text NOT NULL,
                      name text NOT NULL DEFAULT '',
                      owner uuid NOT NULL,
                      process text NOT NULL,
                      application_name text NOT NULL,
                      acquired_at timestamptz NOT NULL,
                      heartbeat_at timestamptz NOT NULL,
                      expires_at timestamptz NOT NULL,
                      statement_index integer NOT NULL DEFAULT 0,
                      statement_started integer NOT NULL DEFAULT 0,
                      checksum text NOT NULL,
                      digest text NOT NULL DEFAULT '',
                      pooled boolean NOT NULL DEFAULT false,
                      inventory text NOT NULL DEFAULT '',
                      PRIMARY KEY (history, version, name)
                    )""".formatted(names.leases().sql()));
        }
        if (isMissing(names.backups())) {
            statements.add("""
                    CREATE TABLE %s (
                      name text NOT NULL,
                      kind text NOT NULL,
                      lsn pg_lsn NOT NULL,
                      marked_at timestamptz NOT NULL,
                      executed_by text
                    )""".formatted(names.backups().sql()));
        }
        return statements;
    }
}
