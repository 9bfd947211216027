package dev.pawl.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes SQL apart that pawl itself wrote: names in double quotes, texts in single ones where a backslash is a backslash,
 * values as {@link Literal#text} writes them, and no comments.
 */
final class OwnText {

    private final char[] text;
    private int pos;

    OwnText(String text) {
        this.text = text.toCharArray();
    }

    /**
     * A statement, and what it says of what.
     *
     * @param sql as it stands there
     * @param form with {@code $1}, {@code $2} … for its values
     * @param values as literals
     */
    record Statement(String sql, String form, List<String> values) {}

    /** Its statements, without what separates them. */
    List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        while (skipBlanks() < text.length) {
            statements.add(next());
        }
        return statements;
    }

    private int skipBlanks() {
        while (pos < text.length && (text[pos] == ';' || text[pos] == '\n' || text[pos] == ' ')) {
            pos++;
        }
        return pos;
    }

    private Statement next() {
        int start = pos;
        int copied = pos;
        StringBuilder form = new StringBuilder(text.length - start);
        List<String> values = new ArrayList<>();
        while (pos < text.length && text[pos] != ';') {
            char c = text[pos];
            if (c == '\'' && text[pos - 1] == 'E') {
                int value = pos - 1;
                form.append(text, copied, value - copied).append('$').append(values.size() + 1);
                skipQuoted(true);
                values.add(new String(text, value, pos - value));
                copied = pos;
            } else if (c == '\'' || c == '"') {
                skipQuoted(false);
            } else {
                pos++;
            }
        }
        form.append(text, copied, pos - copied);
        return new Statement(new String(text, start, pos - start), form.toString(), values);
    }

    /** A doubled quote belongs to what is quoted. */
    private void skipQuoted(boolean isEscaped) {
        char quote = text[pos++];
        while (text[pos] != quote || (pos + 1 < text.length && text[pos + 1] == quote)) {
            pos += text[pos] == quote || (isEscaped && text[pos] == '\\') ? 2 : 1;
        }
        pos++;
    }
}
