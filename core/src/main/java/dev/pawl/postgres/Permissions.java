package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a role needs so that pawl can work for it, in the words of the GRANTs to type. */
public final class Permissions {

    /** The server's wording since 11; another {@code lc_messages} falls back to the general advice. */
    private static final Pattern DENIED = Pattern.compile("permission denied for ([a-z ]+?) \"?([^\"]+)\"?");

    private Permissions() {}

    /**
     * The GRANTs with which a role can keep the history in a schema: the schema, its tables and its sequences (promise
     * D43).
     */
    public static String grantsOn(Identifier schema, String role) {
        String to = " TO " + new Identifier(role).sql() + ";";
        return "GRANT USAGE, CREATE ON SCHEMA " + schema.sql() + to
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema.sql() + to
                + " GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + schema.sql() + to;
    }

    /**
     * The problem of a role that lacks a privilege on the schema of the history.
     *
     * @param error with SQLSTATE 42501
     */
    public static Problem missingOn(Identifier schema, String role, SQLException error) {
        Problem problem = Problem.of(
                ErrorCode.PERMISSION_MISSING,
                "The role " + role + " lacks a privilege: " + DatabaseProblems.said(error) + ".",
                asOwner(grantsOn(schema, role)));
        return DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem);
    }

    static Problem missing(SQLException error, Target target) {
        return Problem.of(
                ErrorCode.PERMISSION_MISSING,
                "The role " + target.user() + " lacks a privilege in database " + target.database() + ": "
                        + DatabaseProblems.said(error) + ".",
                target.spec()
                        .flatMap(spec -> grant(error, spec.user()))
                        .map(Permissions::asOwner)
                        .orElse("Let the owner of the object grant it (`GRANT … TO role;`), or run as its owner."));
    }

    private static String asOwner(String grants) {
        return "As the owner or a superuser run `" + grants + "`";
    }

    private static Optional<String> grant(SQLException error, String role) {
        String said = DatabaseProblems.serverMessage(error)
                .map(ServerMessage::message)
                .orElse("");
        Matcher denied = DENIED.matcher(said);
        if (!denied.matches()) {
            return Optional.empty();
        }
        String name = denied.group(2);
        if (name.length() > Identifier.MAX_BYTES) {
            return Optional.empty();
        }
        String object = new Identifier(name).sql();
        String to = " TO " + new Identifier(role).sql() + ";";
        return switch (denied.group(1)) {
            case "schema" -> Optional.of(grantsOn(new Identifier(name), role));
            case "database" -> Optional.of("GRANT CONNECT, CREATE ON DATABASE " + object + to);
            case "table", "view" -> Optional.of("GRANT SELECT, INSERT, UPDATE, DELETE ON " + object + to);
            case "sequence" -> Optional.of("GRANT USAGE, SELECT ON SEQUENCE " + object + to);
            case "function", "procedure" -> Optional.of("GRANT EXECUTE ON ROUTINE " + object + to);
            default -> Optional.empty();
        };
    }
}
