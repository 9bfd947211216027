package dev.pawl.cli.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the process got from whoever started it. Everything that a verb knows of the outside comes through here, so that a
 * test can be the outside.
 *
 * @param variables the environment
 * @param folder what relative paths start from
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: problems, progress, questions
 * @param terminals which of the three are terminals
 * @param zoneSource gives the zone for times that people read; asked late, because few commands show any
 * @param interrupts tells of Ctrl-C and SIGTERM
 */
public record Shell(
        Map<String, String> variables,
        Path folder,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminals terminals,
        Supplier<ZoneId> zoneSource,
        Interrupts interrupts) {

    /** Copies the variables. */
    public Shell {
        variables = Map.copyOf(variables);
    }

    /** The zone for times that people read. */
    public ZoneId zone() {
        return zoneSource.get();
    }

    /** A variable's value; empty where it is unset or blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** Whether a variable is set to a yes: {@code 1}, {@code true}, {@code yes} or {@code on}. */
    public boolean isOn(String name) {
        return variable(name)
                .filter(value -> value.equals("1")
                        || value.equalsIgnoreCase("true")
                        || value.equalsIgnoreCase("yes")
                        || value.equalsIgnoreCase("on"))
                .isPresent();
    }

    /** Whether somebody sits in front of it who can be asked. */
    public boolean canAsk() {
        return terminals.in() && terminals.err();
    }

    /** This shell with another place for results. */
    public Shell withOut(PrintStream stream) {
        return new Shell(
                variables,
                folder,
                in,
                stream,
                err,
                new Terminals(terminals.in(), stream == err ? terminals.err() : terminals.out(), terminals.err()),
                zoneSource,
                interrupts);
    }
}
