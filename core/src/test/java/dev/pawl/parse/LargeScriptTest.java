package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test runs in a JVM of 24 MB, which none of these scripts would fit into. */
@DisplayName("F5: the size of a script does not matter")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LargeScriptTest {
    private static final long SIZE = 200_000_000;

    @Test
    @DisplayName("F5: 200 MB of statements")
    void statements() throws Exception {
        String statement = "INSERT INTO t (a, b) VALUES (1, 'text');\n";
        long count = SIZE / statement.length();
        assertThat(run(statement, count * statement.length(), "", "", "walk"))
                .isEqualTo(count + " statements, " + count + " walked");
    }

    @Test
    @DisplayName("F5: 200 MB of data after a COPY")
    void copy() throws Exception {
        assertThat(run("1\tü\n", SIZE / 5 * 5, "COPY t FROM stdin;\n", "\\.\nSELECT 1;", "walk"))
                .isEqualTo("2 statements, " + (SIZE / 5 * 4 + 2) + " walked");
    }

    @Test
    @DisplayName("F5: 200 MB of data whose lines never end where a buffer does, and in one line")
    void unevenCopy() throws Exception {
        String line = "1\t" + "x".repeat(94) + "\n";
        long length = SIZE / line.length() * line.length();
        assertThat(run(line, length, "COPY t FROM stdin;\n", "\\.\nSELECT 1;", "walk"))
                .isEqualTo("2 statements, " + (length + 2) + " walked");
        assertThat(run("x", SIZE, "COPY t FROM stdin;\n", "\n\\.\nSELECT 1;", "walk"))
                .isEqualTo("2 statements, " + (SIZE + 3) + " walked");
    }

    @Test
    @DisplayName("F5: a literal, a dollar quote, comments and a line of 200 MB are looked through in little memory")
    void longTokens() throws Exception {
        assertThat(run("x", SIZE, "SELECT '", "'; SELECT 2", "look")).startsWith("2 statements");
        assertThat(run("$x", SIZE, "SELECT $$", "$$; SELECT 2", "look")).startsWith("2 statements");
        assertThat(run("*/ /*", SIZE, "SELECT /*", "*/ 1; SELECT 2", "look")).startsWith("2 statements");
        assertThat(run("-- x\n", SIZE, "", "SELECT 1", "walk")).startsWith("1 statements, 1 walked");
    }

    @Test
    @DisplayName("F5: hostile input costs no more than its length")
    void hostile() throws Exception {
        long million = 1_000_000;
        assertThat(run("()", 2 * million, "SELECT ", "", "look")).startsWith("1 statements");
        assertThat(run("(", million, "SELECT ", "", "look"))
                .contains("The parenthesis that opens here is never closed");
        assertThat(run("/*", 2 * million, "", "", "look")).contains("The comment that begins here is never closed");
        assertThat(run("$a", 20 * million, "SELECT $b$", "$b$", "look")).startsWith("1 statements");
        assertThat(run("a", 2 * million, "SELECT $", "", "look")).startsWith("1 statements");
        assertThat(run("; ", 20 * million, "", "", "walk")).startsWith("0 statements");
        assertThat(run("'' ", 20 * million, "SELECT ", "", "look")).startsWith("1 statements");
        assertThat(run("\\x\n", 30_000, "", "", "look")).contains("META_COMMAND");
    }

    private static String run(String unit, long length, String before, String after, String what)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-Dfile.encoding=UTF-8",
                        "-Dsun.jnu.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeScript.class.getName(),
                        unit,
                        String.valueOf(length),
                        before,
                        after,
                        what))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
