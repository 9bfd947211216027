package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import dev.pawl.parse.GivenText;
import dev.pawl.parse.StatementReader;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.SchemaNames;
import dev.pawl.postgres.Session;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The schemas of the tenants: as they are listed, or as a query gives them; each once, and in that order. */
final class TenantSchemas {

    private static final String QUERY = "the query for the tenants' schemas";
    private static final int NAMED_IN_MESSAGE = 3;

    private final TenantSettings settings;

    TenantSchemas(TenantSettings settings) {
        this.settings = settings;
    }

    /**
     * Finds them out.
     *
     * @throws PawlException TENANTS_INVALID, TENANT_MISSING, or of the database family
     */
    List<Identifier> find(Session session) {
        List<String> names = settings.query()
                .map(query -> SchemaNames.of(session, only(query)))
                .orElse(settings.schemas());
        Set<Identifier> schemas = new LinkedHashSet<>();
        names.forEach(name -> schemas.add(schema(name)));
        List<Identifier> found = List.copyOf(schemas);
        if (!found.isEmpty()) {
            requirePresent(session, found);
        }
        return found;
    }

    /** The one statement of a text. */
    private static String only(String query) {
        try (StatementReader statements = StatementReader.open(Script.wholeFile(new GivenText(QUERY, query)))) {
            Statement first = statements.next();
            if (first != null && statements.next() == null) {
                return first.sql();
            }
        }
        throw PawlException.of(Problem.of(
                ErrorCode.TENANTS_INVALID,
                "What is to give the tenants' schemas is not one statement.",
                "Write one SELECT, for example `SELECT schema_name FROM customers ORDER BY id`."));
    }

    /**
     * A name that a tenant may have.
     *
     * @throws PawlException TENANTS_INVALID
     */
    static Identifier schema(String name) {
        if (name.startsWith("pg_") || name.equals("information_schema")) {
            throw PawlException.of(Problem.of(
                    ErrorCode.TENANTS_INVALID,
                    "The schema " + name + " is PostgreSQL's own, and no tenant's.",
                    "Name the schemas of tenants only."));
        }
        try {
            return new Identifier(name);
        } catch (IllegalArgumentException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.TENANTS_INVALID,
                            "`" + name + "` is not the name of a schema: " + e.getMessage() + ".",
                            "Name each tenant's schema as the catalog has it, without quotes."),
                    e);
        }
    }

    /**
     * Goes on only if all of them are there.
     *
     * @throws PawlException TENANT_MISSING
     */
    static void requirePresent(Session session, List<Identifier> schemas) {
        List<Identifier> missing = SchemaNames.missing(session, schemas);
        if (missing.isEmpty()) {
            return;
        }
        String first = missing.get(0).sql();
        List<String> shown =
                missing.stream().limit(NAMED_IN_MESSAGE).map(Identifier::sql).toList();
        int others = missing.size() - shown.size();
        throw PawlException.of(Problem.of(
                ErrorCode.TENANT_MISSING,
                (missing.size() == 1 ? "There is no schema " : "There are no schemas ") + String.join(", ", shown)
                        + (others == 0 ? "" : " and " + others + " more") + " for a tenant.",
                "Correct the name (capitals count), or make the schema first: `CREATE SCHEMA " + first + "`"));
    }
}
