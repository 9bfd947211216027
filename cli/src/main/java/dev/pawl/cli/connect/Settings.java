package dev.pawl.cli.connect;

import dev.pawl.cli.config.Config;
import dev.pawl.cli.config.Key;
import dev.pawl.cli.config.Names;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Counts;
import dev.pawl.cli.words.Durations;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.EnvironmentSource;
import dev.pawl.postgres.ConnectionSettings;
import dev.pawl.postgres.DotEnv;
import dev.pawl.postgres.EnvironmentVariables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What one call is to do, whoever said so: an option, else a PAWL_ variable, else the config, else other variables. */
public final class Settings {

    private static final String DOT_ENV = ".env";

    private final Arguments arguments;
    private final Shell shell;
    private final Config config;
    private final EnvironmentVariables variables;

    /**
     * The settings of one call. Reads the {@code .env} file beside the config, or in the process's folder where there is no
     * config (seed B29).
     */
    public Settings(Arguments arguments, Shell shell, Config config) {
        this.arguments = arguments;
        this.shell = shell;
        this.config = config;
        EnvironmentVariables real = EnvironmentVariables.of(shell.variables());
        Path file = base().resolve(DOT_ENV);
        this.variables = Files.isRegularFile(file)
                ? real.withDotEnv(DotEnv.read(file, real), Path.of(Names.relative(file, shell.folder())))
                : real;
    }

    /** The config that was read. */
    public Config config() {
        return config;
    }

    /** What relative paths of options start from. */
    public Path folder() {
        return shell.folder();
    }

    /** The environment variables, with those of the {@code .env} file below them. */
    public EnvironmentVariables variables() {
        return variables;
    }

    /** What is said of the database. */
    public ConnectionSettings connection() {
        Optional<String> option = arguments.value(CommonOptions.URL);
        // A variable that the config's url needs may be unset as long as something else names the database.
        boolean isNamed = option.isPresent() || variables.find("PAWL_URL").isPresent();
        return new ConnectionSettings(
                option,
                isNamed ? List.of() : config.interpolated(Key.URL, variables::find),
                isNamed ? List.of() : config.interpolated(Key.DEFAULT_URL, variables::find),
                text(Key.CONNECTION_STRING));
    }

    /** The value of a key that is a word. */
    public Optional<String> text(Key key) {
        return given(key).or(() -> config.text(key));
    }

    /** The value of a key that is a duration. */
    public Optional<Duration> duration(Key key) {
        Optional<String> option = arguments.value(key.option());
        String origin = option.isPresent() ? key.option() : key.variable().orElse(key.path());
        return text(key)
                .map(text -> Durations.parse(text)
                        .orElseThrow(() -> PawlException.of(Problem.of(
                                ErrorCode.USAGE_INVALID,
                                origin + " is not a duration: " + text + ".",
                                "Give a number and a unit, for example 30s. Units are ms, s, m and h."))));
    }

    /** The value of a key that is a count. */
    public OptionalInt count(Key key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt number = Counts.parse(text.get());
        if (number.isPresent()) {
            return number;
        }
        String origin = arguments.value(key.option()).isPresent()
                ? key.option()
                : key.variable().orElse(key.path());
        throw PawlException.of(Problem.of(
                ErrorCode.USAGE_INVALID,
                origin + " is not a count: " + text.get() + ".",
                "Give a whole number from 1 on."));
    }

    /**
     * Which tenants are meant: a list, a query, or none.
     *
     * @param schemas their names
     * @param query gives their names
     */
    record TenantChoice(List<String> schemas, Optional<String> query) {
        boolean isMade() {
            return !schemas.isEmpty() || query.isPresent();
        }
    }

    /** Whoever stands nearest says which tenants are meant: a schema that is named now counts for more than the config's query. */
    TenantChoice tenants() {
        TenantChoice typed = new TenantChoice(
                arguments.values(Key.TENANT_SCHEMA.option()), arguments.value(Key.TENANT_SCHEMAS_QUERY.option()));
        if (typed.isMade()) {
            return typed;
        }
        TenantChoice exported = new TenantChoice(
                variable(Key.TENANT_SCHEMA).map(Settings::split).orElse(List.of()), variable(Key.TENANT_SCHEMAS_QUERY));
        return exported.isMade()
                ? exported
                : new TenantChoice(config.texts(Key.TENANT_SCHEMA), config.text(Key.TENANT_SCHEMAS_QUERY));
    }

    private Optional<String> variable(Key key) {
        return key.variable().flatMap(variables::find);
    }

    /** The values of a key that is a list. */
    public List<String> texts(Key key) {
        return given(key).map(List::of).orElseGet(() -> config.texts(key));
    }

    private Optional<String> given(Key key) {
        return arguments.value(key.option()).or(() -> key.variable().flatMap(variables::find));
    }

    /**
     * Where migrations are, as seen from the process's folder, so that messages name files as an editor opens them. Those of
     * {@code --dir} and PAWL_DIR start from that folder, those of the config from the config's.
     */
    public List<String> locations() {
        List<String> options = arguments.values(CommonOptions.DIR.name());
        if (!options.isEmpty()) {
            return seenFromHere(options, shell.folder());
        }
        Optional<String> variable = variables.find("PAWL_DIR");
        if (variable.isPresent()) {
            return seenFromHere(split(variable.get()), shell.folder());
        }
        List<String> configured = config.texts(Key.DIR);
        return seenFromHere(configured.isEmpty() ? List.of("migrations") : configured, base());
    }

    /** Where locations of the config start from: its folder, or the process's where there is none. */
    public Path base() {
        return config.folder().orElse(shell.folder());
    }

    private static List<String> split(String list) {
        return List.of(list.split(",", -1)).stream()
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private List<String> seenFromHere(List<String> locations, Path folder) {
        List<String> result = new ArrayList<>();
        for (String location : locations) {
            boolean isPath = !location.startsWith("classpath:");
            result.add(isPath ? Names.relative(folder.resolve(location), shell.folder()) : location);
        }
        return result;
    }

    /** The environment and who named it. */
    public Optional<EnvironmentSource.Named> environment() {
        Map<String, String> all = new TreeMap<>();
        variables.names().forEach(name -> variables.find(name).ifPresent(value -> all.put(name, value)));
        return EnvironmentSource.find(arguments.value(CommonOptions.ENV), config.text(Key.ENV), all);
    }

    /** The process's environment and folder. */
    public Shell shell() {
        return shell;
    }

    /** Whether {@code migrate} is to do nothing (spec R10). */
    public boolean isSkipping() {
        return variables
                .find("SKIP_MIGRATIONS")
                .filter(value -> !value.equals("0") && !value.equalsIgnoreCase("false"))
                .isPresent();
    }
}
