package dev.pawl.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
     * Finds out. Java has no {@code isatty}: we believe the launcher, else look at what the descriptors are links to;
     * where neither tells, nothing counts as a terminal.
     */
    public static Terminals ofProcess(Map<String, String> variables) {
        String told = variables.get(VARIABLE);
        if (told != null) {
            return new Terminals(told.indexOf('0') >= 0, told.indexOf('1') >= 0, told.indexOf('2') >= 0);
        }
        return new Terminals(isTerminal(0), isTerminal(1), isTerminal(2));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
