package dev.pawl.cli.shell;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a stream's reader can see: colours, and marks beyond ASCII.
 *
 * @param hasColour whether escape sequences are understood and wanted
 * @param hasSymbols whether marks beyond ASCII can be shown
 */
public record Tone(boolean hasColour, boolean hasSymbols) {

    /** Neither. */
    public static final Tone PLAIN = new Tone(false, false);

    /**
     * The tone for a stream.
     *
     * @param isTerminal whether it is one
     * @param isColourRefused {@code --no-color}
     */
    public static Tone of(Shell shell, boolean isTerminal, boolean isColourRefused) {
        boolean isPoor = shell.variable("TERM")
                .filter(term -> term.equals("dumb") || term.equals("linux") || term.equals("vt100"))
                .isPresent();
        boolean isDumb = shell.variable("TERM").filter("dumb"::equals).isPresent();
        boolean hasColour = isTerminal
                && !isColourRefused
                && !isDumb
                && shell.variable("NO_COLOR").isEmpty()
                && shell.variable("CI").isEmpty();
        return new Tone(hasColour, isUnicode(shell.variables()) && !(isTerminal && isPoor));
    }

    private static boolean isUnicode(Map<String, String> variables) {
        return localeCharset(variables).filter(StandardCharsets.UTF_8::equals).isPresent();
    }

    /** The charset for text: the locale's, or UTF-8 where it names none or one without our letters. */
    public static Charset charset(Map<String, String> variables) {
        return localeCharset(variables)
                .filter(charset -> !charset.equals(StandardCharsets.US_ASCII))
                .orElse(StandardCharsets.UTF_8);
    }

    // The JVM's own idea of stdout's charset differs between 17 and 18 and knows nothing of pipes: ask as libc does.
    private static Optional<Charset> localeCharset(Map<String, String> variables) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = variables.get(name);
            if (locale != null && !locale.isEmpty()) {
                return charsetOf(locale);
            }
        }
        return Optional.empty();
    }

    private static Optional<Charset> charsetOf(String locale) {
        int dot = locale.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        int end = locale.indexOf('@', dot);
        String name = locale.substring(dot + 1, end < 0 ? locale.length() : end).toUpperCase(Locale.ROOT);
        try {
            return Optional.of(name.equals("UTF8") ? StandardCharsets.UTF_8 : Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    // In ASCII all marks are two characters wide, so that what follows them stands in one column.

    /** The mark of what went well. */
    public String good() {
        return green(hasSymbols ? "✓" : "ok");
    }

    /** The mark of what failed. */
    public String bad() {
        return red(hasSymbols ? "✗" : "x ");
    }

    /** The mark of what is to come. */
    public String bullet() {
        return hasSymbols ? "•" : "* ";
    }

    /** The mark of a warning. */
    public String attention() {
        return yellow(hasSymbols ? "!" : "! ");
    }

    /** What went well. */
    public String green(String text) {
        return paint("32", text);
    }

    /** What failed. */
    public String red(String text) {
        return paint("31", text);
    }

    /** What to look at. */
    public String yellow(String text) {
        return paint("33", text);
    }

    /** Headings. */
    public String bold(String text) {
        return paint("1", text);
    }

    /** What matters less. */
    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return hasColour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
