package dev.pawl.record;

import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Literal;
import java.util.Optional;

/**
 * The view of all migrations and the function with the totals (spec H3; seed E46, E47). They have the same columns for
 * every shape; what the shape does not hold is NULL, or taken from the audit trail.
 */
final class StatusObjects {

    private final Names names;
    private final Shape shape;
    private final Optional<Relation> found;

    /**
     * For one history.
     *
     * @param found the table, if it exists already
     */
    StatusObjects(Names names, Shape shape, Optional<Relation> found) {
        this.names = names;
        this.shape = shape;
        this.found = found;
    }

    /** One row per row of the history, failed ones too. */
    String createView() {
        return "CREATE VIEW " + names.view().sql() + " AS SELECT * FROM "
                + names.rowsFunction().sql() + "()";
    }

    /**
     * What the view shows. The view depends on the function and not on the table, so that a migration, or a test, may alter
     * or drop the table as if the view were not there.
     */
    String createRowsFunction() {
        String body = """
                SELECT %s, %s, %s, %s, %s, %s::pg_catalog.int8, %s, %s, %s, COALESCE(a.attempts, 0),
                       a.last_attempt_at::pg_catalog.timestamptz
                FROM %s h
                LEFT JOIN (
                  SELECT t.version, pg_catalog.count(*) AS attempts, pg_catalog.max(t.executed_at) AS last_attempt_at,
                         (pg_catalog.array_agg(t.executed_by ORDER BY t.executed_at DESC))[1] AS last_actor
                  FROM %s t WHERE t.action = 'apply' GROUP BY t.version
                ) a ON a.version::pg_catalog.text = %s""".formatted(
                text(Role.KEY),
                text(Role.NAME),
                shape.column(Role.FILENAME).isPresent() ? text(Role.FILENAME) : filename(),
                status(),
                appliedAt(),
                column(Role.EXECUTION_TIME),
                text(Role.CHECKSUM),
                text(Role.ERROR),
                shape.column(Role.APPLIED_BY).isPresent() ? text(Role.APPLIED_BY) : "a.last_actor::pg_catalog.text",
                names.history().sql(),
                names.audit().sql(),
                text(Role.KEY));
        return """
                CREATE FUNCTION %s() RETURNS TABLE (
                  version text, name text, filename text, status text, applied_at timestamptz, execution_time_ms bigint,
                  checksum text, error_message text, applied_by text, attempts bigint, last_attempt_at timestamptz
                ) LANGUAGE sql STABLE AS %s""".formatted(names.rowsFunction().sql(), Literal.text(body));
    }

    /** One row. What is pending is not among the totals: only the files know. */
    String createFunction() {
        String body = """
                SELECT pg_catalog.count(*),
                       pg_catalog.count(*) FILTER (WHERE %1$s),
                       pg_catalog.count(*) FILTER (WHERE %2$s = 'failed'),
                       (SELECT %3$s FROM %4$s h WHERE %1$s ORDER BY %5$s DESC NULLS LAST, %3$s DESC LIMIT 1),
                       pg_catalog.max(%5$s) FILTER (WHERE %1$s),
                       pg_catalog.sum(%6$s) FILTER (WHERE %1$s),
                       (SELECT s.value FROM %7$s s WHERE s.key = 'environment')
                FROM %4$s h""".formatted(
                        isApplied(),
                        status(),
                        text(Role.KEY),
                        names.history().sql(),
                        appliedAt(),
                        column(Role.EXECUTION_TIME) + "::pg_catalog.int8",
                        names.settings().sql());
        return """
                CREATE FUNCTION %s() RETURNS TABLE (
                  total bigint, applied bigint, failed bigint, last_version text, last_applied_at timestamptz,
                  total_execution_time_ms numeric, environment text
                ) LANGUAGE sql STABLE AS %s""".formatted(names.function().sql(), Literal.text(body));
    }

    private String column(Role role) {
        return shape.column(role).map(name -> "h." + new Identifier(name).sql()).orElse("NULL");
    }

    private String text(Role role) {
        return column(role) + "::pg_catalog.text";
    }

    private String filename() {
        return shape.key() == dev.pawl.history.EntryKey.FILENAME ? text(Role.KEY) : "NULL::pg_catalog.text";
    }

    private String isApplied() {
        return shape.status().isApplied(column(Role.STATUS));
    }

    /** {@code applied}, {@code failed}, or the word that the table holds. */
    private String status() {
        if (shape.status() instanceof StatusWords.Words) {
            return text(Role.STATUS);
        }
        return "CASE WHEN " + isApplied() + " THEN 'applied'::pg_catalog.text ELSE 'failed' END";
    }

    private String appliedAt() {
        Optional<String> name = shape.column(Role.APPLIED_AT);
        if (name.isEmpty()) {
            return "NULL::pg_catalog.timestamptz";
        }
        return hasTimeZone(name.get())
                ? column(Role.APPLIED_AT)
                : "pg_catalog.timezone('UTC', " + column(Role.APPLIED_AT) + ")";
    }

    private boolean hasTimeZone(String column) {
        return found.map(table -> table.columns().stream()
                        .anyMatch(candidate -> candidate.name().equals(column) && candidate.hasTimeZone()))
                .orElseGet(() -> !(shape instanceof StemsShape) && !(shape instanceof FilesShape));
    }
}
