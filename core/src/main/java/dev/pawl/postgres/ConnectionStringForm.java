package dev.pawl.postgres;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of the forms a connection string has. */
enum ConnectionStringForm {
    URL,
    KEYWORDS,
    NPGSQL;

    private static final Pattern OTHER_SCHEME =
            Pattern.compile("(jdbc:[a-z0-9]+|[a-z][a-z0-9+.-]*)://.*", Pattern.DOTALL);
    private static final Pattern FIRST_PAIR = Pattern.compile("([A-Za-z_][A-Za-z_ ]*?)\\s*=\\s*(.*)", Pattern.DOTALL);

    static ConnectionStringForm of(String text) {
        if (UrlForm.matches(text)) {
            return URL;
        }
        Matcher scheme = OTHER_SCHEME.matcher(text.toLowerCase(Locale.ROOT));
        if (scheme.matches()) {
            throw UrlProblems.invalid(
                    "`" + scheme.group(1) + "` is not PostgreSQL",
                    "Write it as postgresql://user:password@host:5432/database.");
        }
        Matcher pair = FIRST_PAIR.matcher(text);
        if (!pair.matches()) {
            throw UrlProblems.unknownForm();
        }
        return isNpgsql(pair.group(1), pair.group(2)) ? NPGSQL : KEYWORDS;
    }

    ConnectionParameters read(String text) {
        return switch (this) {
            case URL -> UrlForm.read(text);
            case KEYWORDS -> KeywordForm.read(text);
            case NPGSQL -> NpgsqlForm.read(text);
        };
    }

    /**
     * Both forms begin with {@code name=value}; a semicolon after the value is Npgsql's, if what follows it is a keyword
     * of Npgsql's. Without one, a name that libpq does not have decides.
     */
    private static boolean isNpgsql(String firstName, String rest) {
        int end = endOfValue(rest);
        int next = end;
        while (next < rest.length() && Character.isWhitespace(rest.charAt(next))) {
            next++;
        }
        if (next == rest.length() || rest.charAt(next) != ';') {
            return !firstName.equals(firstName.toLowerCase(Locale.ROOT)) || firstName.contains(" ");
        }
        String after = rest.substring(next + 1).strip();
        int equals = after.indexOf('=');
        return after.isEmpty() || (equals > 0 && NpgsqlForm.knows(after.substring(0, equals)));
    }

    private static int endOfValue(String rest) {
        char quote = rest.isEmpty() ? ' ' : rest.charAt(0);
        if (quote == '\'' || quote == '"') {
            int close = rest.indexOf(quote, 1);
            while (close >= 0 && close + 1 < rest.length() && rest.charAt(close + 1) == quote) {
                close = rest.indexOf(quote, close + 2);
            }
            return close < 0 ? rest.length() : close + 1;
        }
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != ';' && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        return end;
    }
}
