package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why a connection could not be opened, in the words of the one who has to mend it. What the driver says itself is in the
 * language of the JVM, so nothing here reads its text; what the server says is told by its code and its routine.
 */
final class ConnectProblems {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
    private static final Set<String> DEMANDS_TLS = Set.of("require", "verify-ca", "verify-full");

    private final SQLException error;
    private final ConnectionSpec spec;
    private final Target target;
    private final Duration elapsed;

    private ConnectProblems(SQLException error, ConnectionSpec spec, Duration elapsed) {
        this.error = error;
        this.spec = spec;
        this.target = new Target(spec);
        this.elapsed = elapsed;
    }

    /**
     * The exception to throw for an error while connecting.
     *
     * @param elapsed how long the attempt took
     */
    static PawlException exception(SQLException error, ConnectionSpec spec, Duration elapsed) {
        return PawlException.of(of(error, spec, elapsed), error);
    }

    /** The exception to throw where a library user's data source gives no connection; where it leads only they know. */
    static PawlException ofDataSource(SQLException error) {
        String state = DatabaseProblems.stateOf(error);
        ErrorCode code = switch (state) {
            case SqlState.INVALID_PASSWORD, SqlState.INVALID_AUTHORIZATION, SqlState.CONNECTION_REJECTED ->
                ErrorCode.AUTHENTICATION_FAILED;
            case SqlState.DATABASE_MISSING -> ErrorCode.DATABASE_MISSING;
            case SqlState.TOO_MANY_CONNECTIONS -> ErrorCode.TOO_MANY_CONNECTIONS;
            case SqlState.CANNOT_CONNECT_NOW -> ErrorCode.SERVER_STARTING;
            case SqlState.NOT_IN_PREREQUISITE_STATE -> ErrorCode.DATABASE_CLOSED;
            default ->
                state.startsWith(SqlState.CONNECTION_CLASS) ? ErrorCode.DATABASE_UNREACHABLE : ErrorCode.DATABASE_ERROR;
        };
        Problem problem = Problem.of(
                code,
                "The data source gives no connection: " + DatabaseProblems.said(error) + ".",
                "Check the settings of the data source that was passed to pawl, and that its server is up.");
        return PawlException.of(
                DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem), error);
    }

    static Problem of(SQLException error, ConnectionSpec spec, Duration elapsed) {
        ConnectProblems problems = new ConnectProblems(error, spec, elapsed);
        Optional<ServerMessage> said = DatabaseProblems.serverMessage(error);
        return said.map(message -> problems.ofServer().withServer(message)).orElseGet(problems::ofDriver);
    }

    /** The server answered, and refused. */
    private Problem ofServer() {
        return switch (DatabaseProblems.stateOf(error)) {
            case SqlState.INVALID_PASSWORD -> wrongPassword();
            case SqlState.INVALID_AUTHORIZATION -> notLetIn();
            case SqlState.DATABASE_MISSING -> databaseMissing();
            case SqlState.CANNOT_CONNECT_NOW, SqlState.ADMIN_SHUTDOWN, SqlState.CRASH_SHUTDOWN -> starting();
            case SqlState.TOO_MANY_CONNECTIONS -> tooMany();
            case SqlState.NOT_IN_PREREQUISITE_STATE -> closed();
            case SqlState.INSUFFICIENT_PRIVILEGE -> Permissions.missing(error, target);
            case SqlState.PROTOCOL_VIOLATION -> refusedParameter();
            default -> refused();
        };
    }

    private Problem wrongPassword() {
        if (spec.password().isEmpty()) {
            return passwordMissing();
        }
        return Problem.of(
                ErrorCode.AUTHENTICATION_FAILED,
                target + " does not accept the password of role " + spec.user() + ", or has no such role.",
                "Check user and password in the connection string (percent-encode `@ : / ? # %` in a URL). Try it with"
                        + " `" + psql("postgres") + "`.");
    }

    private Problem passwordMissing() {
        return Problem.of(
                ErrorCode.AUTHENTICATION_FAILED,
                target + " asks for the password of role " + spec.user() + ", and none was given.",
                "Put it into the connection string, into PGPASSWORD, or into ~/.pgpass (readable by its owner only).");
    }

    private Problem notLetIn() {
        String routine = routine();
        if (routine.equals("ClientAuthentication")) {
            return Problem.of(
                    ErrorCode.AUTHENTICATION_FAILED,
                    target + " has no rule that lets role " + spec.user() + " into database " + spec.database()
                            + " from here: " + DatabaseProblems.said(error) + ".",
                    sslMode().equals("disable")
                            ? "Use sslmode=require if the server wants encryption; else let its administrator add a line"
                                    + " to pg_hba.conf and reload."
                            : "Let the server's administrator add a line to pg_hba.conf and reload.");
        }
        if (routine.equals("auth_failed")) {
            return Problem.of(
                    ErrorCode.AUTHENTICATION_FAILED,
                    target + " does not believe that this is role " + spec.user() + ": " + DatabaseProblems.said(error)
                            + ".",
                    "Connect over TCP with a password, run as the operating system's user of that name, or change the"
                            + " method in pg_hba.conf.");
        }
        return Problem.of(
                ErrorCode.AUTHENTICATION_FAILED,
                "Role " + spec.user() + " cannot log in to " + target + ": " + DatabaseProblems.said(error) + ".",
                "Correct the user in the connection string, or create it: `CREATE ROLE " + sql(spec.user())
                        + " LOGIN PASSWORD '…';`");
    }

    private String routine() {
        if (!(error instanceof PSQLException driverError)) {
            return "";
        }
        ServerErrorMessage said = driverError.getServerErrorMessage();
        return said == null ? "" : Optional.ofNullable(said.getRoutine()).orElse("");
    }

    private Problem databaseMissing() {
        return Problem.of(
                ErrorCode.DATABASE_MISSING,
                "Database " + spec.database() + " does not exist on " + target + ".",
                "Create it with `createdb " + clientOptions() + shell(spec.database()) + "` or `CREATE DATABASE "
                        + sql(spec.database()) + ";`, or correct its name in the connection string.");
    }

    private Problem starting() {
        return Problem.of(
                ErrorCode.SERVER_STARTING,
                target + " is starting or stopping: " + DatabaseProblems.said(error) + ".",
                "Try again in a moment, or let pawl wait: --wait 60s.");
    }

    private Problem tooMany() {
        return Problem.of(
                ErrorCode.TOO_MANY_CONNECTIONS,
                target + " has no free connection: " + DatabaseProblems.said(error) + ".",
                "Close idle sessions, raise max_connections or the role's limit, or let pawl wait: --wait 60s.");
    }

    private Problem closed() {
        return Problem.of(
                ErrorCode.DATABASE_CLOSED,
                "Database " + spec.database() + " on " + target + " takes no connections: "
                        + DatabaseProblems.said(error) + ".",
                "If it is being restored or dropped, wait for that (--wait 60s). Else open it: `ALTER DATABASE "
                        + sql(spec.database()) + " ALLOW_CONNECTIONS true;`");
    }

    /** What a pooler says to a start-up parameter that it does not pass on. */
    private Problem refusedParameter() {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                target + " refused the start of the session: " + DatabaseProblems.said(error) + ".",
                "Take the parameter that it names out of the connection string (`options`, `search_path` …), or let the"
                        + " pooler ignore it (PgBouncer: ignore_startup_parameters).");
    }

    private Problem refused() {
        return Problem.of(
                ErrorCode.DATABASE_ERROR,
                target + " refused the connection: " + DatabaseProblems.said(error) + " (" + error.getSQLState() + ").",
                "Try `" + psql(spec.database()) + "`; the server's log may say more.");
    }

    /** The driver failed on its own: nobody answered, or not as expected. */
    private Problem ofDriver() {
        if (find(UnknownHostException.class) != null) {
            return unknownHost();
        }
        if (find(FileNotFoundException.class) instanceof FileNotFoundException file && demandsTls()) {
            return certificateFile(file);
        }
        if (find(GeneralSecurityException.class) != null) {
            return notTrusted();
        }
        if (find(ConnectException.class) != null && find(SSLException.class) == null) {
            return nobodyListens();
        }
        if (SqlState.CONNECTION_REJECTED.equals(error.getSQLState())) {
            return rejectedByDriver();
        }
        return byProbe();
    }

    private Problem unknownHost() {
        return Problem.of(
                ErrorCode.DATABASE_UNREACHABLE,
                "The host of " + target + " has no known address.",
                "Correct the host in the connection string. Between containers it is the service's name, and both must"
                        + " be on one network.");
    }

    private Problem nobodyListens() {
        return Problem.of(
                ErrorCode.DATABASE_UNREACHABLE,
                "No server answers at " + target + ".",
                spec.isUnixSocket()
                        ? "Start PostgreSQL, or correct the folder of its socket (SHOW unix_socket_directories)."
                        : "Start PostgreSQL (is the container up?), or correct host and port. To wait for it: --wait 60s.");
    }

    private Problem certificateFile(FileNotFoundException file) {
        return Problem.of(
                ErrorCode.TLS_FAILED,
                "A certificate cannot be read: " + file.getMessage() + ".",
                "Give the certificate of the server's authority with sslrootcert=FILE, or sslrootcert=system for those"
                        + " that this machine trusts.");
    }

    private Problem notTrusted() {
        return Problem.of(
                ErrorCode.TLS_FAILED,
                "The certificate of " + target + " is not trusted.",
                "Give the certificate of its authority with sslrootcert=FILE, or sslrootcert=system for those that this"
                        + " machine trusts.");
    }

    private Problem rejectedByDriver() {
        if (demandsTls() && probe() == ServerProbe.Finding.POSTGRESQL_WITHOUT_TLS) {
            return Problem.of(
                    ErrorCode.TLS_FAILED,
                    target + " does not offer encryption, and sslmode=" + sslMode() + " demands it.",
                    "Turn on ssl on the server; on a network that you trust use sslmode=prefer.");
        }
        if (spec.password().isEmpty()) {
            return passwordMissing();
        }
        return Problem.of(
                ErrorCode.AUTHENTICATION_FAILED,
                "The driver broke off the login to " + target + ": " + DatabaseProblems.said(error) + ".",
                "Check channel_binding, require_auth and gssencmode in the connection string.");
    }

    private Problem byProbe() {
        boolean inTime = elapsed.compareTo(DriverProperties.connectTimeout(spec)) < 0;
        ServerProbe.Finding finding = probe();
        if (finding.isForeign()) {
            return Problem.of(
                    ErrorCode.NOT_POSTGRESQL,
                    "What listens at " + target + " is not PostgreSQL but " + finding + ".",
                    "Correct host and port; PostgreSQL's own port is " + HostAddress.DEFAULT_PORT + ".");
        }
        return switch (finding) {
            case UNREACHABLE -> notReached();
            case SILENT -> silent();
            default -> inTime ? atPostgresql() : silent();
        };
    }

    private Problem notReached() {
        return Problem.of(
                ErrorCode.DATABASE_UNREACHABLE,
                "Nothing answers at " + target + " within "
                        + DriverProperties.connectTimeout(spec).toSeconds() + " s.",
                "Check host and port, and what is in between: firewall, VPN, security group.");
    }

    private Problem silent() {
        return Problem.of(
                ErrorCode.DATABASE_SILENT,
                target + " accepts connections but does not answer.",
                "Check that it is PostgreSQL and healthy; behind a proxy or pooler check the server there. To give it"
                        + " more time: connect_timeout=30.");
    }

    /** A PostgreSQL server, an attempt that ended early, and no word from the server. */
    private Problem atPostgresql() {
        if (spec.parameters().containsKey("target_session_attrs")
                || spec.parameters().containsKey("targetServerType")) {
            return Problem.of(
                    ErrorCode.DATABASE_READ_ONLY,
                    "None of " + target + " is the kind of server that target_session_attrs asks for.",
                    "Name the primary among the hosts, or correct target_session_attrs.");
        }
        if (demandsTls()) {
            return Problem.of(
                    ErrorCode.TLS_FAILED,
                    "No encrypted connection to " + target + " could be made: " + DatabaseProblems.said(error) + ".",
                    "With sslmode=verify-full the certificate must name the host; check sslrootcert, sslcert and"
                            + " sslkey.");
        }
        return Problem.of(
                ErrorCode.DATABASE_UNREACHABLE,
                "The connection to " + target + " broke while it was opened: " + DatabaseProblems.said(error) + ".",
                "Try again; if it persists, look at the server's log and at proxies in between.");
    }

    private ServerProbe.Finding probe() {
        return ServerProbe.ask(spec.hosts().get(spec.hosts().size() - 1), PROBE_TIMEOUT);
    }

    private boolean demandsTls() {
        return DEMANDS_TLS.contains(sslMode())
                || spec.parameters().getOrDefault("sslrootcert", "").equals("system");
    }

    private String sslMode() {
        return spec.parameters().getOrDefault("sslmode", "prefer");
    }

    private @Nullable Throwable find(Class<? extends Throwable> kind) {
        for (Throwable next = error; next != null; next = next.getCause()) {
            if (kind.isInstance(next)) {
                return next;
            }
        }
        return null;
    }

    private String psql(String database) {
        return "psql " + clientOptions() + "-d " + shell(database);
    }

    private String clientOptions() {
        HostAddress host = spec.hosts().get(0);
        return "-h " + shell(host.host()) + " -p " + host.port() + " -U " + shell(spec.user()) + " ";
    }

    private static String shell(String word) {
        return word.matches("[A-Za-z0-9_.:/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String sql(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
