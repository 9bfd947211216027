package dev.pawl.cli;

import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.Terminals;
import dev.pawl.cli.shell.Uninterrupted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command line inside the test, in a shell of the test's making. */
public final class CliRun {

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>(Map.of("LANG", "C.UTF-8", "PATH", "/usr/bin:/bin"));
    private Terminals terminals = Terminals.NONE;
    private String typed = "";
    private Interrupts interrupts = new Uninterrupted();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private CliRun(Path folder) {
        this.folder = folder;
    }

    /** What a run said and ended with. */
    public record Result(int code, String out, String err) {}

    /** A run in a folder, with no variables but a locale and a path, and no terminal. */
    public static CliRun in(Path folder) {
        return new CliRun(folder);
    }

    /** With a variable. */
    public CliRun with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Without a variable. */
    public CliRun without(String name) {
        variables.remove(name);
        return this;
    }

    /** At a terminal, where somebody types. */
    public CliRun atTerminal(String lines) {
        terminals = new Terminals(true, true, true);
        typed = lines;
        return this;
    }

    /** With a way to interrupt it. */
    public CliRun interruptedBy(Interrupts source) {
        interrupts = source;
        return this;
    }

    /** What it has printed on standard output so far; for runs on another thread. */
    public String outSoFar() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it has printed on standard error so far. */
    public String errSoFar() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Runs. */
    public Result run(String... words) {
        out.reset();
        err.reset();
        Shell shell = new Shell(
                variables,
                folder,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminals,
                () -> ZoneId.of("UTC"),
                interrupts);
        int code = new Cli(shell).run(List.of(words));
        return new Result(code, outSoFar(), errSoFar());
    }
}
