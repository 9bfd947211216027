package dev.pawl.parse;

/**
 * Brings a statement into the form in which psql's and pawl's splitting are compared: without comments, without white
 * space outside quotes, without the final semicolon. psql drops {@code --} comments and empty lines and keeps leading
 * block comments; pawl keeps comments inside and drops those around.
 *
 * <p>Written independently of the lexer under test, for one statement at a time and without any care for speed.
 */
final class NormalSql {
    private final String sql;
    private final StringBuilder out = new StringBuilder();
    private int pos;

    private NormalSql(String sql) {
        this.sql = sql;
    }

    static String of(String sql) {
        String bare = new NormalSql(sql).run(false);
        return bare.endsWith(";") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /** The statement with a blank for each comment. */
    static String withoutComments(String sql) {
        return new NormalSql(sql).run(true);
    }

    private String run(boolean keepSpace) {
        while (pos < sql.length()) {
            char c = sql.charAt(pos);
            if (sql.startsWith("--", pos)) {
                skipLine();
                out.append(keepSpace ? " " : "");
            } else if (sql.startsWith("/*", pos)) {
                skipBlock();
                out.append(keepSpace ? " " : "");
            } else if (isWordPart(c) && c != '$') {
                word();
            } else if (c == '\'') {
                copyTo(endOfString(false));
            } else if (c == '"') {
                int end = sql.indexOf('"', pos + 1);
                copyTo(end < 0 ? sql.length() : end + 1);
            } else if (c == '$' && tagLength() > 0) {
                String tag = sql.substring(pos, pos + tagLength());
                int end = sql.indexOf(tag, pos + tag.length());
                copyTo(end < 0 ? sql.length() : end + tag.length());
            } else {
                pos++;
                if (keepSpace || !Character.isWhitespace(c)) {
                    out.append(c);
                }
            }
        }
        return out.toString();
    }

    private void copyTo(int end) {
        out.append(sql, pos, end);
        pos = end;
    }

    private void skipLine() {
        while (pos < sql.length() && sql.charAt(pos) != '\n' && sql.charAt(pos) != '\r') {
            pos++;
        }
    }

    private void skipBlock() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", pos)) {
                depth++;
                pos += 2;
            } else if (sql.startsWith("*/", pos)) {
                depth--;
                pos += 2;
            } else {
                pos++;
            }
        } while (depth > 0 && pos < sql.length());
    }

    /** A word, which may have dollars in it; a number, which may not; E with the string that it begins. */
    private void word() {
        int end = pos;
        if (Character.isDigit(sql.charAt(pos))) {
            while (end < sql.length() && Character.isDigit(sql.charAt(end))) {
                end++;
            }
        }
        boolean digits = end > pos && end < sql.length() && sql.charAt(end) == '$';
        while (!digits && end < sql.length() && isWordPart(sql.charAt(end))) {
            end++;
        }
        boolean escapes = end == pos + 1 && (sql.charAt(pos) | 0x20) == 'e';
        copyTo(end);
        if (escapes && pos < sql.length() && sql.charAt(pos) == '\'') {
            copyTo(endOfString(true));
        }
    }

    private int endOfString(boolean escapes) {
        int at = pos + 1;
        while (at < sql.length() && (sql.charAt(at) != '\'' || sql.startsWith("''", at))) {
            boolean pair = sql.charAt(at) == '\'' || (escapes && sql.charAt(at) == '\\');
            at += pair ? 2 : 1;
        }
        return Math.min(sql.length(), at + 1);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
    }

    private int tagLength() {
        int at = pos + 1;
        while (at < sql.length() && isWordPart(sql.charAt(at)) && sql.charAt(at) != '$') {
            at++;
        }
        boolean digit = at > pos + 1 && Character.isDigit(sql.charAt(pos + 1));
        return at < sql.length() && sql.charAt(at) == '$' && !digit ? at + 1 - pos : 0;
    }
}
