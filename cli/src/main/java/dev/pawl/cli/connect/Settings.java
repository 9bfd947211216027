package dev.pawl.cli.connect;

import dev.pawl.cli.config.Config;
import dev.pawl.cli.config.Key;
import dev.pawl.cli.config.Names;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Durations;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.EnvironmentSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one call is to do, whoever said so: an option, else a PAWL_ variable, else the config, else other variables. */
public final class Settings {

    private final Arguments arguments;
    private final Shell shell;
    private final Config config;

    /** The settings of one call. */
    public Settings(Arguments arguments, Shell shell, Config config) {
        this.arguments = arguments;
        this.shell = shell;
        this.config = config;
    }

    /** The config that was read. */
    public Config config() {
        return config;
    }

    /** What relative paths of options start from. */
    public Path folder() {
        return shell.folder();
    }

    /** What {@code --url} says. */
    public Optional<String> urlOption() {
        return arguments.value(CommonOptions.URL);
    }

    /** What the config says of the database. */
    public List<String> configUrls() {
        return config.interpolated(Key.URL, shell::variable);
    }

    /** The value of a key that is a word. */
    public Optional<String> text(Key key) {
        return given(key).or(() -> config.text(key));
    }

    /** The value of a key that is a duration. */
    public Optional<Duration> duration(Key key) {
        Optional<String> option = arguments.value(key.option());
        String origin = option.isPresent() ? key.option() : key.variable().orElse(key.path());
        return text(key).map(text -> Durations.parse(text)
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.USAGE_INVALID,
                        origin + " is not a duration: " + text + ".",
                        "Give a number and a unit, for example 30s. Units are ms, s, m, h."))));
    }

    /** The values of a key that is a list. */
    public List<String> texts(Key key) {
        return given(key).map(List::of).orElseGet(() -> config.texts(key));
    }

    private Optional<String> given(Key key) {
        return arguments.value(key.option()).or(() -> key.variable().flatMap(shell::variable));
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
        Optional<String> variable = shell.variable("PAWL_DIR");
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
        return EnvironmentSource.find(
                arguments.value(CommonOptions.ENV), config.text(Key.ENV), shell.variables());
    }

    /** The process's environment and folder. */
    public Shell shell() {
        return shell;
    }

    /** The words of the call. */
    public Arguments arguments() {
        return arguments;
    }
}
