package dev.pawl.cli.verb;

import dev.pawl.cli.config.Config;
import dev.pawl.cli.config.ConfigFile;
import dev.pawl.cli.config.ConfigReader;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.connect.Settings;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.text.WaitNarrator;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.event.RunListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One call of a verb.
 *
 * @param arguments the words behind it
 * @param shell where it was typed
 * @param output where its answer goes
 */
public record Call(Arguments arguments, Shell shell, Output output) {

    /**
     * The settings, with the config read.
     *
     * @throws dev.pawl.error.PawlException with all that is wrong with the config
     */
    public Settings settings() {
        Optional<Path> file = ConfigFile.find(
                arguments.value(CommonOptions.CONFIG).or(() -> shell.variable("PAWL_CONFIG")), shell.folder());
        // TOML's classes are loaded only where there is a config.
        Config config =
                file.map(found -> ConfigReader.read(found, shell.folder())).orElse(Config.NONE);
        return new Settings(arguments, shell, config);
    }

    /** The database and the migrations that the settings name. */
    public Project open(RunListener listener) {
        return Project.open(settings(), RunListener.all(List.of(new WaitNarrator(output), listener)), output);
    }

    /** The same call, with what is for people on standard error. */
    public Call onStandardError() {
        Shell turned = shell.withOut(shell.err());
        return new Call(arguments, turned, Output.of(turned, arguments));
    }
}
