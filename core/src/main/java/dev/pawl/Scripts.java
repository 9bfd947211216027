package dev.pawl;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import dev.pawl.parse.DefaultSearchPath;
import dev.pawl.parse.ScriptPreparer;
import java.util.IdentityHashMap;

/**
 * The up scripts of migrations, each read through when it is first asked for, and once for all tenants. Safe for use by
 * several threads.
 */
final class Scripts {

    private final ScriptPreparer preparer = new ScriptPreparer();
    private final IdentityHashMap<Migration, PreparedScript> prepared = new IdentityHashMap<>();
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
            requireTenant(migration, script);
        }
        prepared.put(migration, script);
        return script;
    }

    private static void requireTenant(Migration migration, PreparedScript script) {
        try (StatementSequence statements = script.open()) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                if (DefaultSearchPath.isSetBy(statement)) {
                    throw PawlException.of(leaving(migration, statement));
                }
            }
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
