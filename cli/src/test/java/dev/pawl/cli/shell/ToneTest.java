package dev.pawl.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToneTest {

    private static Shell shell(Map<String, String> variables) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Shell(
                variables,
                Path.of(""),
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Terminals.NONE,
                () -> ZoneOffset.UTC,
                new Uninterrupted());
    }

    @ParameterizedTest(name = "T2: colour on a terminal with {0}={1}: {2}")
    @CsvSource({
        "TERM,xterm-256color,true",
        "TERM,dumb,false",
        "NO_COLOR,1,false",
        "NO_COLOR,'',true",
        "CI,true,false",
        "OTHER,x,true"
    })
    void colour(String name, String value, boolean expected) {
        Shell shell = shell(Map.of(name, value));

        assertThat(Tone.of(shell, true, false).hasColour()).isEqualTo(expected);
        assertThat(Tone.of(shell, false, false).hasColour()).isFalse();
        assertThat(Tone.of(shell, true, true).hasColour()).isFalse();
    }

    @ParameterizedTest(name = "marks with LANG={0}, LC_ALL={1}, TERM={2}: {3}, text in {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "C.UTF-8,-,xterm,✓,UTF-8",
                "en_US.utf8,-,xterm,✓,UTF-8",
                "de_DE.UTF-8@euro,-,-,✓,UTF-8",
                "-,-,xterm,ok,UTF-8",
                "C,-,xterm,ok,UTF-8",
                "C.UTF-8,C,xterm,ok,UTF-8",
                "C.UTF-8,-,linux,ok,UTF-8",
                "C.UTF-8,-,dumb,ok,UTF-8",
                "de_DE.ISO-8859-1,-,xterm,ok,ISO-8859-1",
                "x.no-such-charset,-,xterm,ok,UTF-8"
            })
    void marks(String lang, String all, String term, String mark, String charset) {
        Map<String, String> variables = new HashMap<>();
        variables.put("LANG", lang);
        variables.put("LC_ALL", all);
        variables.put("TERM", term);
        variables.values().removeIf(value -> value == null);

        assertThat(Tone.of(shell(variables), true, true).good()).isEqualTo(mark);
        assertThat(Tone.charset(variables)).isEqualTo(Charset.forName(charset));
    }

    @Test
    @DisplayName("the launcher's word on terminals is taken")
    void terminals() {
        assertThat(Terminals.ofProcess(Map.of(Terminals.VARIABLE, "02"))).isEqualTo(new Terminals(true, false, true));
        assertThat(Terminals.ofProcess(Map.of(Terminals.VARIABLE, "-"))).isEqualTo(Terminals.NONE);
    }
}
