package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("B29, N1: a .env file")
class DotEnvTest {

    private static final EnvironmentVariables REAL =
            EnvironmentVariables.of(Map.of("HOST", "real.example", "EMPTY", ""));

    @TempDir
    private Path folder;

    @Test
    @DisplayName("B29: names, quotes, comments, exports, escapes and references")
    void reads() {
        DotEnv env = DotEnv.parse("""
                \uFEFF# a comment
                PLAIN=value
                  export EXPORTED = spaced out  # comment
                HASH=postgres://u:p#w@h/d
                EMPTY_VALUE=
                EMPTY_COMMENT= # nothing
                SINGLE='a "b" $x ${HOST} \\n'
                DOUBLE="a\\n\\"b\\" \\\\ \\${HOST} \\x" # comment
                BACKTICK=`it's "so"`
                MULTI="line 1
                line 2"
                URL=postgres://${USER_NAME:-app}@${HOST}/${PLAIN}
                UNKNOWN=pa${ss}
                DOLLAR=pa$HOST
                OPEN="not closed
                LAST=1
                LAST=2""", REAL);

        assertThat(env.variables())
                .containsEntry("PLAIN", "value")
                .containsEntry("EXPORTED", "spaced out")
                .containsEntry("HASH", "postgres://u:p#w@h/d")
                .containsEntry("EMPTY_VALUE", "")
                .containsEntry("EMPTY_COMMENT", "")
                .containsEntry("SINGLE", "a \"b\" $x ${HOST} \\n")
                .containsEntry("DOUBLE", "a\n\"b\" \\ ${HOST} \\x")
                .containsEntry("BACKTICK", "it's \"so\"")
                .containsEntry("MULTI", "line 1\nline 2")
                .containsEntry("URL", "postgres://app@real.example/value")
                .containsEntry("UNKNOWN", "pa${ss}")
                .containsEntry("DOLLAR", "pa$HOST")
                .containsEntry("OPEN", "\"not closed")
                .containsEntry("LAST", "2");
        assertThat(env.warnings()).isEmpty();
    }

    @Test
    @DisplayName("B29: CRLF does not end up in a value")
    void crlf() {
        assertThat(DotEnv.parse("A=1\r\nB='2'\r\n", REAL).variables()).isEqualTo(Map.of("A", "1", "B", "2"));
    }

    @Test
    @DisplayName("N3: a line that is no assignment is named by its number, not by its content")
    void warnings() {
        DotEnv env = DotEnv.parse("A=1\nhunter2\nB=2", REAL);

        assertThat(env.warnings()).containsExactly("Line 2 of the .env file is no assignment and was ignored.");
        assertThat(env).hasToString("[A, B]");
    }

    @Test
    @DisplayName("B29: the real environment is never overridden, not even by an empty variable")
    void precedence() {
        EnvironmentVariables both =
                REAL.withDotEnv(DotEnv.parse("HOST=file\nEMPTY=file\nNEW=file", REAL), Path.of(".env"));

        assertThat(both.find("HOST")).contains("real.example");
        assertThat(both.find("EMPTY")).isEmpty();
        assertThat(both.find("NEW")).contains("file");
        assertThat(both.origin("HOST")).isEqualTo("HOST");
        assertThat(both.origin("NEW")).isEqualTo("NEW (from .env)");
        assertThat(both.names()).containsExactly("HOST", "NEW");
    }

    @Test
    @DisplayName("B29: a file that is not there has nothing in it; one that is no text is an error")
    void files() throws IOException {
        Path file = folder.resolve(".env");
        assertThat(DotEnv.read(file, REAL).variables()).isEmpty();

        Files.writeString(file, "A=1");
        assertThat(DotEnv.read(file, REAL).variables()).containsEntry("A", "1");

        Files.write(file, new byte[] {'A', '=', (byte) 0xff});
        PawlException error = catchThrowableOfType(PawlException.class, () -> DotEnv.read(file, REAL));
        assertThat(error.problem().code()).isEqualTo(ErrorCode.CONFIG_NOT_FOUND);
    }
}
