package dev.pawl.postgres;

/** libpq's {@code host=localhost dbname='my db' password='it\'s'} (PostgreSQL manual, 34.1.1.1). */
final class KeywordForm {

    private final String text;
    private final ConnectionParameters parameters = new ConnectionParameters(ConnectionParameters.NoHost.SOCKET);
    private int at;

    private KeywordForm(String text) {
        this.text = text;
    }

    static ConnectionParameters read(String text) {
        return new KeywordForm(text).read();
    }

    private ConnectionParameters read() {
        boolean afterPassword = false;
        skipSpace();
        while (at < text.length()) {
            String name = name(afterPassword);
            String value = value();
            ParameterNames.accept(parameters, name, value, afterPassword);
            afterPassword = name.equals(ConnectionParameters.PASSWORD);
            skipSpace();
        }
        return parameters;
    }

    private String name(boolean afterPassword) {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        skipSpace();
        if (at == text.length() || text.charAt(at) != '=') {
            throw UrlProblems.invalid(
                    afterPassword ? "something without a value follows the password" : "a keyword has no value",
                    "Write keyword=value, and quote values with spaces: password='two words'.");
        }
        at++;
        skipSpace();
        return name;
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '\'') {
            at++;
            return quoted();
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !isSpace(text.charAt(at))) {
            value.append(unescaped());
        }
        return value.toString();
    }

    /** {@code ''} for a quote is what SQL and other drivers write; libpq knows only {@code \'}. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            if (text.charAt(at) != '\'') {
                value.append(unescaped());
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
                value.append('\'');
                at += 2;
            } else {
                at++;
                return value.toString();
            }
        }
        throw UrlProblems.invalid("a quoted value is not closed", "Close it, and write a quote inside it as \\'.");
    }

    private char unescaped() {
        char c = text.charAt(at++);
        return c == '\\' && at < text.length() ? text.charAt(at++) : c;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c);
    }
}
