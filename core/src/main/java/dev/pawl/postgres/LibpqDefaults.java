package dev.pawl.postgres;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Fills the gaps of a connection string as libpq does (PostgreSQL manual, 34.15 to 34.17): from a service, then from
 * {@code PG*} variables, then the password from a password file.
 */
final class LibpqDefaults {

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("PGHOST", ConnectionParameters.HOST),
            Map.entry("PGHOSTADDR", "hostaddr"),
            Map.entry("PGPORT", ConnectionParameters.PORT),
            Map.entry("PGDATABASE", ConnectionParameters.DBNAME),
            Map.entry("PGUSER", ConnectionParameters.USER),
            Map.entry("PGPASSWORD", ConnectionParameters.PASSWORD),
            Map.entry("PGPASSFILE", ConnectionParameters.PASSFILE),
            Map.entry("PGAPPNAME", "application_name"),
            Map.entry("PGCHANNELBINDING", "channel_binding"),
            Map.entry("PGCONNECT_TIMEOUT", "connect_timeout"),
            Map.entry("PGGSSENCMODE", "gssencmode"),
            Map.entry("PGKRBSRVNAME", "krbsrvname"),
            Map.entry("PGLOADBALANCEHOSTS", "load_balance_hosts"),
            Map.entry("PGOPTIONS", "options"),
            Map.entry("PGREQUIREAUTH", "require_auth"),
            Map.entry("PGSSLCERT", "sslcert"),
            Map.entry("PGSSLKEY", "sslkey"),
            Map.entry("PGSSLMODE", "sslmode"),
            Map.entry("PGSSLNEGOTIATION", "sslnegotiation"),
            Map.entry("PGSSLROOTCERT", "sslrootcert"),
            Map.entry("PGTARGETSESSIONATTRS", "target_session_attrs"));

    private final EnvironmentVariables environment;
    private final Path home;

    LibpqDefaults(EnvironmentVariables environment) {
        this.environment = environment;
        this.home = Path.of(environment.find("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    ConnectionSpec complete(ConnectionParameters given) {
        fillFromService(given);
        // An address given alone must not be overruled by a host of the environment, nor the other way round.
        boolean hasHost = given.find(ConnectionParameters.HOST)
                .or(() -> given.find("hostaddr"))
                .isPresent();
        VARIABLES.forEach((variable, name) -> {
            if (!hasHost || !(name.equals(ConnectionParameters.HOST) || name.equals("hostaddr"))) {
                environment.find(variable).ifPresent(value -> given.putIfMissing(name, value));
            }
        });
        return withPasswordOfFile(given);
    }

    private void fillFromService(ConnectionParameters given) {
        Optional<String> service = given.find(ConnectionParameters.SERVICE).or(() -> environment.find("PGSERVICE"));
        if (service.isEmpty()) {
            return;
        }
        ConnectionParameters found = new ConnectionParameters(given.noHost());
        ServiceFile.find(given.find("servicefile"), environment, home)
                .parameters(service.get())
                .forEach((name, value) -> ParameterNames.accept(found, name, value, false));
        found.values().forEach(given::putIfMissing);
        found.warnings().forEach(given::warn);
    }

    private ConnectionSpec withPasswordOfFile(ConnectionParameters given) {
        ConnectionSpec spec = ConnectionSpec.of(given);
        if (spec.password().isPresent()) {
            return spec;
        }
        PasswordFile file = new PasswordFile(passwordFile(given));
        Optional<String> objection = file.objection();
        if (objection.isPresent()) {
            given.warn(objection.get());
            return ConnectionSpec.of(given);
        }
        return spec.hosts().stream()
                .flatMap(host -> file.find(host, spec.database(), spec.user()).stream())
                .findFirst()
                .map(spec::withPassword)
                .orElse(spec);
    }

    private Path passwordFile(ConnectionParameters given) {
        return given.find(ConnectionParameters.PASSFILE)
                .map(Path::of)
                .orElseGet(() -> environment
                        .find("APPDATA")
                        .map(folder -> Path.of(folder, "postgresql", "pgpass.conf"))
                        .orElse(home.resolve(".pgpass")));
    }
}
