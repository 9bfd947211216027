package dev.pawl.parse;

import dev.pawl.migration.Script;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for passwords in scripts (seed E61: no secrets in migration files). A hint for people, not a proof. */
public final class SecretScan {

    private static final Pattern SUSPECT = Pattern.compile(
            "\\bPASSWORD\\s+'[^']+'|\\bpassword\\s*=\\s*[^\\s'\"$;]+|://[^\\s/:@]+:[^\\s/@]+@",
            Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 100_000;

    private SecretScan() {}

    /** Whether a statement of the scripts seems to set a password, or to hold a connection string with one. */
    public static boolean finds(List<Script> scripts) {
        return scripts.stream().anyMatch(SecretScan::finds);
    }

    private static boolean finds(Script script) {
        try (StatementReader statements = StatementReader.open(script)) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                String sql = statement.sql();
                if (statement.kind() != StatementKind.COPY_FROM_STDIN
                        && sql.length() <= LONGEST
                        && SUSPECT.matcher(sql).find()) {
                    return true;
                }
            }
            return false;
        }
    }
}
