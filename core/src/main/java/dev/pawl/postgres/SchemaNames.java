package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of schemas that a query gives, and whether there are such schemas. Changes nothing. */
public final class SchemaNames {

    private static final String FIX = "Correct the query: it is one SELECT that gives the name of a schema in each row,"
            + " for example `SELECT schema_name FROM customers ORDER BY id`.";

    private static final Set<Integer> TEXTS = Set.of(Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR);

    private SchemaNames() {}

    /**
     * Runs a query in a transaction that can write nothing. As the query of a cursor it can be nothing but a SELECT, VALUES
     * or TABLE.
     *
     * @param query one statement, without a semicolon
     * @throws PawlException TENANTS_INVALID if it fails or gives something else than names
     */
    public static List<String> of(Session session, String query) {
        List<String> names = new ArrayList<>();
        try {
            session.sendEach(
                    "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;\nDECLARE pawl_tenants NO SCROLL CURSOR FOR "
                            + query + "\n;\nFETCH ALL FROM pawl_tenants",
                    rows -> read(rows, names));
        } catch (SQLException e) {
            throw failed(session, e);
        } finally {
            rollBack(session);
        }
        return names;
    }

    private static PawlException failed(Session session, SQLException e) {
        if (session.isBroken()) {
            return DatabaseProblems.exception(e, session.spec().orElse(null));
        }
        Problem problem = invalid("The query for the tenants' schemas failed: "
                + DatabaseProblems.serverMessage(e).map(said -> said.message()).orElse(String.valueOf(e.getMessage())));
        return PawlException.of(
                DatabaseProblems.serverMessage(e).map(problem::withServer).orElse(problem), e);
    }

    private static void rollBack(Session session) {
        if (!session.isBroken()) {
            session.execute("ROLLBACK");
            session.drainWarnings();
        }
    }

    private static void read(ResultSet rows, List<String> names) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        if (columns.getColumnCount() != 1 || !TEXTS.contains(columns.getColumnType(1))) {
            throw PawlException.of(invalid("The query for the tenants' schemas gives "
                    + (columns.getColumnCount() == 1
                            ? "a column of type " + columns.getColumnTypeName(1)
                            : columns.getColumnCount() + " columns")
                    + ", not one column of text."));
        }
        while (rows.next()) {
            String name = rows.getString(1);
            if (name == null) {
                throw PawlException.of(
                        invalid("The query for the tenants' schemas gives NULL in row " + rows.getRow() + "."));
            }
            names.add(name);
        }
    }

    private static Problem invalid(String message) {
        return Problem.of(ErrorCode.TENANTS_INVALID, message, FIX);
    }

    /** Those of which there is no schema, in order. */
    public static List<Identifier> missing(Session session, List<Identifier> names) {
        String array = names.stream().map(name -> Literal.text(name.name())).collect(Collectors.joining(", "));
        return session.query(
                "SELECT t.name FROM pg_catalog.unnest(ARRAY[" + array
                        + "]::pg_catalog.text[]) WITH ORDINALITY t (name, place)"
                        + " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = t.name)"
                        + " ORDER BY t.place",
                row -> new Identifier(row.getString(1)));
    }
}
