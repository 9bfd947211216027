package dev.pawl.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes scripts whose statements are known, and soups of tokens whose statements are not. Seeded. */
final class RandomScript {
    private static final List<String> BODIES = List.of(
            "SELECT 1",
            "SELECT 'a;b', 'it''s; --', \"semi;colon\", \"a\"\"b;\"",
            "SELECT E'it\\'s; \\\\', e'\\\\', E'\\x41;', E'a''\\';', 'b''', \"c\"\";\"",
            "SELECT U&'d\\0061t;', U&\"d\\0061;t\" FROM t",
            "SELECT B'01;', X'1F;', N'n;', b'', x''",
            "SELECT $$a;b$$, $x$ $$; $y$ $x$, $é$;$é$",
            "SELECT a$b$c, a$$ FROM t$1",
            "SELECT $1 + $2, :name, a::int, :'v', :\"w\", b ? 'c', c ?| d, 1..2, .5, 1.e5, 1e-7",
            "SELECT /* ; /* nested; */ ' */ 1",
            "SELECT (1; 2)",
            "SELECT -1 - -1, 2*-3, a<-b, 4/2, a*/*;*/b, a-/*;*/b, a@-b",
            "CREATE TABLE t (a int DEFAULT (1 + (2)), b text CHECK (b <> ';'))",
            "CREATE RULE r AS ON INSERT TO t DO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$BEGIN RETURN 1; END;$f$",
            "CREATE OR REPLACE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; SELECT 2; END",
            "create procedure p() begin atomic insert into t values ((case when true then 1 end)); end",
            "CREATE FUNCTION \"begin\"() RETURNS int RETURN 1",
            "CREATE TABLE création (größe int, 日本 text DEFAULT '語;')",
            "INSERT INTO t VALUES ('multi\nline; string', 'cr\r\nlf;')",
            "BEGIN",
            "END",
            "DO $$BEGIN PERFORM 1; END$$",
            "SELECT 'a'\n  'b;c'");
    private static final List<String> GAPS = List.of(
            " ",
            "\n",
            "\n\n\t",
            "\r\n",
            " -- a comment; with 'quotes\n",
            "/* block; ' \" $$ */",
            " /* /* nested */ ; */ ",
            "--\n",
            "--x\r");
    private static final List<String> TOKENS = List.of(
            ";",
            ";",
            ";",
            " ",
            "\n",
            "\t",
            "\r",
            "'a'",
            "''",
            "'it''s'",
            "'x;'",
            "E'\\''",
            "E'a''\\';'",
            "e'\\\\'",
            "\"a;b\"",
            "\"\"",
            "$$;$$",
            "$a$ $$ ; $a$",
            "$a$",
            "$$",
            "$1",
            " $ ",
            " a$$ ",
            " a$b$ ",
            " $x",
            "/*",
            "*/",
            "/* ; */",
            "/*/**/*/",
            "/*/",
            "--;\n",
            "-",
            "/",
            "*",
            "(",
            ")",
            "()",
            "(;)",
            "U&'\\0041'",
            "U&\"a\"",
            " u& ",
            "B'01'",
            "X'1F'",
            "N'x'",
            " E ",
            "::",
            ":a ",
            ":'a'",
            ":\"a\"",
            " .5 ",
            " 1. ",
            " 1e5 ",
            "+",
            "<>",
            "?",
            "@-",
            "é",
            "日本",
            " create ",
            " function ",
            " or ",
            " replace ",
            " end ",
            " case ",
            " select ",
            "*/*",
            "-/*",
            "--",
            "[",
            "]",
            ",",
            "=",
            "'",
            "\"",
            " copy t from stdout ",
            "é$",
            "é$$");
    /** Tokens that open what another one must close. */
    private static final List<String> OPENERS =
            List.of("$a$", "$$", "/*", "/*/", "/", "*", "(", "*/*", "-/*", "--", "'", "\"", " copy t from stdout ");

    private final Random random;

    RandomScript(long seed) {
        this.random = new Random(seed);
    }

    /** Some statements, each without a semicolon. */
    List<String> statements(int most) {
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            statements.add(pick(BODIES));
        }
        return statements;
    }

    /** White space and comments; may be empty. */
    String gap() {
        StringBuilder gap = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            gap.append(pick(GAPS));
        }
        return gap.toString();
    }

    /** A script of these statements, with gaps between them. */
    String script(List<String> statements) {
        StringBuilder script = new StringBuilder(gap());
        for (String statement : statements) {
            script.append(statement)
                    .append(gap())
                    .append(random.nextInt(10) == 0 ? ";;" : ";")
                    .append(gap());
        }
        return script.toString();
    }

    /** Tokens in any order. */
    String soup(int most) {
        StringBuilder soup = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            soup.append(pick(TOKENS));
        }
        return soup.toString();
    }

    /** Tokens in any order, but none that alone opens anything: most of it has statements. */
    String balancedSoup(int most) {
        StringBuilder soup = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            String token = pick(TOKENS);
            soup.append(OPENERS.contains(token) ? ";" : token);
        }
        return soup.toString();
    }

    /** A number below a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Bytes that are probably not a script at all. */
    byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
