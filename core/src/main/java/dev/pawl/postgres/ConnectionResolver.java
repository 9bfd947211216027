package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which database is meant, in the order of spec N1. */
public final class ConnectionResolver {

    private static final String CONNECTION_STRINGS = "ConnectionStrings__";

    private static final Map<String, String> POSTGRES_VARIABLES = Map.of(
            "POSTGRES_HOST", ConnectionParameters.HOST,
            "POSTGRES_PORT", ConnectionParameters.PORT,
            "POSTGRES_USER", ConnectionParameters.USER,
            "POSTGRES_DB", ConnectionParameters.DBNAME,
            "POSTGRES_PASSWORD", ConnectionParameters.PASSWORD);

    /** A lone {@code PGPASSWORD} or {@code PGPORT} completes a connection, it does not name one. */
    private static final List<String> LIBPQ_SOURCES = List.of("PGHOST", "PGSERVICE", "PGDATABASE");

    private final ConnectionSettings settings;
    private final EnvironmentVariables environment;
    private final LibpqDefaults defaults;
    private final Docker docker;

    /**
     * A resolver.
     *
     * @param environment with the {@code .env} file, if one is read
     */
    public ConnectionResolver(ConnectionSettings settings, EnvironmentVariables environment) {
        this.settings = settings;
        this.environment = environment;
        this.defaults = new LibpqDefaults(environment);
        this.docker = new Docker(environment);
    }

    /**
     * Chooses. Reads files and may ask Docker, but does not connect.
     *
     * @throws PawlException with URL_MISSING, URL_INVALID (which names the source), or DATABASE_UNREACHABLE where a
     *     container is not there
     */
    public ResolvedConnection resolve() {
        return option().or(this::config)
                .or(this::environment)
                .or(this::defaultUrls)
                .orElseThrow(this::missing);
    }

    private Optional<ResolvedConnection> option() {
        return settings.option()
                .map(url -> require(url, "--url"))
                .or(() -> environment.find("PAWL_URL").map(url -> require(url, environment.origin("PAWL_URL"))));
    }

    private Optional<ResolvedConnection> config() {
        return firstOf(settings.urls(), "`url` in the config");
    }

    private Optional<ResolvedConnection> defaultUrls() {
        return firstOf(settings.defaultUrls(), "`default-url` in the config");
    }

    /** The first that is there. The last of the list has to be. */
    private Optional<ResolvedConnection> firstOf(List<String> urls, String origin) {
        for (int i = 0; i < urls.size(); i++) {
            String url = urls.get(i);
            Optional<ResolvedConnection> found =
                    url.equals(ConnectionSettings.ENVIRONMENT) ? environment() : optional(url, origin);
            if (found.isPresent()) {
                return found;
            }
            if (i == urls.size() - 1 && !url.equals(ConnectionSettings.ENVIRONMENT)) {
                return Optional.of(require(url, origin)); // says why not
            }
        }
        return Optional.empty();
    }

    private Optional<ResolvedConnection> environment() {
        return variable("DATABASE_URL")
                .or(() -> variable("POSTGRES_URL"))
                .or(() -> connectionStrings().flatMap(this::variable))
                .or(this::postgresVariables)
                .or(this::libpqVariables);
    }

    private Optional<ResolvedConnection> variable(String name) {
        return environment.find(name).map(url -> require(url, environment.origin(name)));
    }

    /** The variable of .NET's configuration that is meant; its names do not depend on case. */
    private Optional<String> connectionStrings() {
        List<String> found = environment.names().stream()
                .filter(name -> name.regionMatches(true, 0, CONNECTION_STRINGS, 0, CONNECTION_STRINGS.length()))
                .toList();
        Optional<String> wanted = settings.connectionStringName().map(name -> CONNECTION_STRINGS + name);
        if (wanted.isPresent()) {
            return found.stream().filter(wanted.get()::equalsIgnoreCase).findFirst();
        }
        if (found.size() <= 1) {
            return found.stream().findFirst();
        }
        throw PawlException.of(Problem.of(
                ErrorCode.URL_INVALID,
                "There are several connection strings in the environment: " + String.join(", ", found) + ".",
                "Say in the config which one is meant: connection-string = \""
                        + found.get(0).substring(CONNECTION_STRINGS.length()) + "\"."));
    }

    private Optional<ResolvedConnection> postgresVariables() {
        if (environment
                .find("POSTGRES_HOST")
                .or(() -> environment.find("POSTGRES_DB"))
                .isEmpty()) {
            return Optional.empty(); // a lone POSTGRES_PASSWORD is meant for a container
        }
        ConnectionParameters parameters = new ConnectionParameters(ConnectionParameters.NoHost.LOCALHOST);
        List<String> origins = new ArrayList<>();
        POSTGRES_VARIABLES.forEach(
                (variable, name) -> environment.find(variable).ifPresent(value -> {
                    parameters.put(name, value);
                    origins.add(environment.origin(variable));
                }));
        origins.sort(null);
        return Optional.of(server(parameters, String.join(", ", origins)));
    }

    private Optional<ResolvedConnection> libpqVariables() {
        return LIBPQ_SOURCES.stream()
                .filter(name -> environment.find(name).isPresent())
                .findFirst()
                .map(name ->
                        server(new ConnectionParameters(ConnectionParameters.NoHost.SOCKET), environment.origin(name)));
    }

    /** A target that has to be there. */
    private ResolvedConnection require(String url, String origin) {
        ConnectionTarget target = parse(url, origin);
        if (!(target instanceof ConnectionTarget.Docker container)) {
            return new ResolvedConnection(target, origin);
        }
        Docker.Answer answer = docker.inspect(container);
        if (answer instanceof Docker.Answer.Found found) {
            return inContainer(found, container, origin);
        }
        throw PawlException.of(((Docker.Answer.Unavailable) answer).problem());
    }

    /** A target that is passed over if it is a container that is not there. */
    private Optional<ResolvedConnection> optional(String url, String origin) {
        ConnectionTarget target = parse(url, origin);
        if (!(target instanceof ConnectionTarget.Docker container)) {
            return Optional.of(new ResolvedConnection(target, origin));
        }
        return docker.inspect(container) instanceof Docker.Answer.Found found
                ? Optional.of(inContainer(found, container, origin))
                : Optional.empty();
    }

    private ResolvedConnection inContainer(
            Docker.Answer.Found found, ConnectionTarget.Docker container, String origin) {
        environment
                .find("PGPASSWORD")
                .ifPresent(password -> found.parameters().putIfMissing(ConnectionParameters.PASSWORD, password));
        return new ResolvedConnection(
                new ConnectionTarget.Server(ConnectionSpec.of(found.parameters())),
                origin + ", container " + container.container());
    }

    private ConnectionTarget parse(String url, String origin) {
        try {
            return ConnectionTarget.isServer(url)
                    ? new ConnectionTarget.Server(defaults.complete(ConnectionSpec.readParameters(url)))
                    : ConnectionTarget.parse(url);
        } catch (PawlException e) {
            Problem problem = e.problem();
            throw PawlException.of(Problem.of(problem.code(), origin + ": " + problem.message(), problem.fix()));
        }
    }

    private ResolvedConnection server(ConnectionParameters parameters, String origin) {
        return new ResolvedConnection(new ConnectionTarget.Server(defaults.complete(parameters)), origin);
    }

    private PawlException missing() {
        return PawlException.of(Problem.of(
                ErrorCode.URL_MISSING,
                "No database is named.",
                "Give it with --url, PAWL_URL, `url` in the config, DATABASE_URL, POSTGRES_URL, ConnectionStrings__NAME,"
                        + " POSTGRES_HOST and its like, or PGHOST; for instance --url"
                        + " postgresql://user:password@localhost:5432/database. To try pawl without a server: --url"
                        + " embedded:"));
    }
}
