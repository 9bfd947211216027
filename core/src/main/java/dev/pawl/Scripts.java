package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.StatementSequence;
import dev.pawl.parse.ScriptPreparer;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The up scripts of migrations, each read through when it is first asked for, and once for all tenants. Safe for use by
 * several threads.
 */
final class Scripts {

    private static final Pattern DEFAULT_PATH = Pattern.compile(
            "\\breset\\s+(?:search_path|all)\\b|\\bdiscard\\s+all\\b"
                    + "|\\bset\\s+(?:session\\s+|local\\s+)?search_path\\s*(?:=|\\bto\\b)\\s*default\\b",
            Pattern.CASE_INSENSITIVE);

    private final ScriptPreparer preparer = new ScriptPreparer();
    private final Map<Migration, PreparedScript> prepared = new IdentityHashMap<>();
    private final Place place;

    /** Where scripts run. */
    enum Place {
        /** Where the role and the database have it. */
        DATABASE,
        /** In the schema of a tenant. */
        TENANT
    }

    Scripts(Place place) {
        this.place = place;
    }

    /**
     * The script of a migration.
     *
     * @throws PawlException with all problems of the script
     */
    synchronized PreparedScript of(Migration migration) {
        PreparedScript known = prepared.get(migration);
        if (known != null) {
            return known;
        }
        PreparedScript script = preparer.prepare(migration, migration.up());
        if (place == Place.TENANT) {
            leavingTenant(script).ifPresent(statement -> {
                throw PawlException.of(leaving(migration, statement));
            });
        }
        prepared.put(migration, script);
        return script;
    }

    /** What would go on in the default schema, and not in the tenant's. */
    private static Optional<Statement> leavingTenant(PreparedScript script) {
        try (StatementSequence statements = script.open()) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                boolean isSetting = statement.kind() == StatementKind.SESSION_SETTING
                        || statement.kind() == StatementKind.TRANSACTION_CONTROL;
                if (isSetting && DEFAULT_PATH.matcher(statement.sql()).find()) {
                    return Optional.of(statement);
                }
            }
            return Optional.empty();
        }
    }

    private static Problem leaving(Migration migration, Statement statement) {
        return Problem.at(
                statement.position(),
                ErrorCode.SETTING_REFUSED,
                "The script sets search_path to its default, which is not the schema of the tenant that it runs for.",
                "Remove it: pawl sets search_path for each tenant, and wipes what a script sets. For a part of "
                        + migration.filename() + " alone, name objects with their schema.");
    }
}
