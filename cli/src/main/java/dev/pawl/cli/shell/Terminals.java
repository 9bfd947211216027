package dev.pawl.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the standard streams are terminals.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
public record Terminals(boolean in, boolean out, boolean err) {

    /** No stream is one: pipes, files, logs of a build. */
    public static final Terminals NONE = new Terminals(false, false, false);

    /** The variable in which the launcher says what {@code test -t} answered: the digits of the terminals, or a dash. */
    public static final String VARIABLE = "PAWL_TTY";

    /**
     * Finds out. Java has no {@code isatty}: we believe the launcher, else look at what the descriptors are links to,
     * else at whether there is a console.
     */
    public static Terminals ofProcess(Map<String, String> variables) {
        String told = variables.get(VARIABLE);
        if (told != null) {
            return new Terminals(told.indexOf('0') >= 0, told.indexOf('1') >= 0, told.indexOf('2') >= 0);
        }
        Boolean in = isTerminal(0);
        Boolean out = isTerminal(1);
        Boolean err = isTerminal(2);
        if (in == null || out == null || err == null) {
            boolean hasConsole = System.console() != null;
            return new Terminals(hasConsole, hasConsole, hasConsole);
        }
        return new Terminals(in, out, err);
    }

    /** Null where the system does not tell. */
    private static @Nullable Boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
