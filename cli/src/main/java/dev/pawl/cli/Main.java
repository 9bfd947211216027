package dev.pawl.cli;

import dev.pawl.cli.log.StandardErrorLogging;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.ShutdownInterrupts;
import dev.pawl.cli.shell.Terminals;
import dev.pawl.cli.shell.Tone;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Where the JVM starts: the only class that knows the process. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        setLogLevel(List.of(arguments));
        ShutdownInterrupts interrupts = new ShutdownInterrupts();
        interrupts.install();
        int code = new Cli(shell(interrupts)).run(List.of(arguments));
        interrupts.finish(code);
        System.exit(code);
    }

    /** PAWL_LOG, or what {@code --verbose} asks for. SLF4J can only be told by a property of the process. */
    private static void setLogLevel(List<String> arguments) {
        String named = System.getenv("PAWL_LOG");
        boolean isVerbose = arguments.contains("--verbose") || arguments.contains("-v");
        if (named != null || isVerbose) {
            System.setProperty(StandardErrorLogging.LEVEL_PROPERTY, named != null ? named : "info");
        }
    }

    private static Shell shell(ShutdownInterrupts interrupts) {
        Map<String, String> variables = System.getenv();
        Charset charset = Tone.charset(variables);
        return new Shell(
                variables,
                Path.of("").toAbsolutePath(),
                System.in,
                stream(FileDescriptor.out, charset),
                stream(FileDescriptor.err, charset),
                Terminals.ofProcess(variables),
                ZoneId::systemDefault,
                interrupts);
    }

    // Not System.out: its charset is not that of the locale, and differs between Java 17 and 18.
    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new FileOutputStream(descriptor), false, charset);
    }
}
