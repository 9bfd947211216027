package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .env} file: {@code NAME=value} lines, an optional {@code export}, quotes of three kinds, comments, and
 * {@code ${NAME}} or {@code ${NAME:-default}} outside single quotes. Values in quotes may go over several lines.
 *
 * <p>A hash begins a comment only at the start of a line or after white space, so that a URL may hold one. A reference to
 * a variable that nobody has set stays as it is: half a password is harder to find than a strange one.
 *
 * @param variables in the order of the file; the last of equal names counts
 * @param warnings lines that are no assignment, by number, never by content
 */
public record DotEnv(Map<String, String> variables, List<String> warnings) {

    private static final Pattern NAME = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=[ \\t]*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    /** Copies the collections. */
    public DotEnv {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        warnings = List.copyOf(warnings);
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return variables.keySet().toString();
    }

    /**
     * Reads a file; one that is not there has nothing in it.
     *
     * @param real the variables that references find first
     * @throws PawlException with CONFIG_NOT_FOUND if it is there and cannot be read
     */
    public static DotEnv read(Path file, EnvironmentVariables real) {
        if (!Files.isRegularFile(file)) {
            return new DotEnv(Map.of(), List.of());
        }
        try {
            return parse(Files.readString(file), real);
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.CONFIG_NOT_FOUND,
                            file + " cannot be read as UTF-8 text.",
                            "Make it readable, save it as UTF-8, or move it away."),
                    e);
        }
    }

    /** Reads a file's text. */
    public static DotEnv parse(String text, EnvironmentVariables real) {
        return new Reader(text, real).read();
    }

    private static final class Reader {
        private final String text;
        private final EnvironmentVariables real;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private int at;

        Reader(String text, EnvironmentVariables real) {
            this.text = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
            this.real = real;
        }

        DotEnv read() {
            while (at < text.length()) {
                readLine();
            }
            return new DotEnv(variables, warnings);
        }

        private void readLine() {
            skipBlanks();
            if (at == text.length() || text.charAt(at) == '\n' || text.charAt(at) == '#') {
                skipLine();
                return;
            }
            Matcher name = NAME.matcher(text).region(at, text.length());
            if (!name.lookingAt()) {
                warnings.add("Line " + line() + " of the .env file is no assignment and was ignored.");
                skipLine();
                return;
            }
            at = name.end();
            String value = value();
            variables.put(name.group(1), value);
        }

        private String value() {
            char quote = at < text.length() ? text.charAt(at) : '\n';
            int end = quote == '"' || quote == '\'' || quote == '`' ? closing(quote) : -1;
            if (end < 0) {
                return bare();
            }
            String inside = text.substring(at + 1, end);
            at = end + 1;
            skipLine(); // a comment at most
            return switch (quote) {
                case '"' -> unescaped(inside);
                case '`' -> interpolated(inside);
                default -> inside;
            };
        }

        private int closing(char quote) {
            for (int i = at + 1; i < text.length(); i++) {
                if (text.charAt(i) == quote) {
                    return i;
                }
                if (text.charAt(i) == '\\' && quote == '"') {
                    i++;
                }
            }
            return -1;
        }

        private String bare() {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            at += line.length();
            Matcher comment = Pattern.compile("(^|\\s)#").matcher(line);
            return interpolated((comment.find() ? line.substring(0, comment.start()) : line).strip());
        }

        /** Escapes and references in one pass, so that {@code \$} protects a reference. */
        private String unescaped(String inside) {
            StringBuilder value = new StringBuilder();
            int from = 0;
            for (int i = 0; i < inside.length(); i++) {
                if (inside.charAt(i) == '\\' && i + 1 < inside.length()) {
                    value.append(interpolated(inside.substring(from, i)));
                    value.append(escape(inside.charAt(++i)));
                    from = i + 1;
                }
            }
            return value.append(interpolated(inside.substring(from))).toString();
        }

        private static String escape(char c) {
            return switch (c) {
                case 'n' -> "\n";
                case 'r' -> "\r";
                case 't' -> "\t";
                case '"', '\\', '$', '`' -> String.valueOf(c);
                default -> "\\" + c;
            };
        }

        private String interpolated(String value) {
            return REFERENCE
                    .matcher(value)
                    .replaceAll(reference -> Matcher.quoteReplacement(
                            resolve(reference.group(), reference.group(1), reference.group(2))));
        }

        private String resolve(String reference, String name, @Nullable String otherwise) {
            return real.find(name)
                    .or(() -> Optional.ofNullable(variables.get(name)))
                    .or(() -> Optional.ofNullable(otherwise))
                    .orElse(reference);
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private void skipLine() {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        }

        private long line() {
            return text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        }
    }
}
