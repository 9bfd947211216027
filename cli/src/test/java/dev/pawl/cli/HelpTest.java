package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.verb.Verbs;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {

    @TempDir
    Path folder;

    static Stream<String> verbs() {
        return Verbs.names().stream();
    }

    @ParameterizedTest(name = "T3: {0} --help")
    @MethodSource("verbs")
    void explainsEachVerb(String verb) {
        CliRun.Result result = CliRun.in(folder).run(verb, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 110);
        Golden.verify("help/" + verb + ".txt", result.out());
    }

    @ParameterizedTest(name = "help {0} says what {0} --help says")
    @MethodSource("verbs")
    void helpVerbIsTheSame(String verb) {
        CliRun.Result asked = CliRun.in(folder).run("help", verb);

        assertThat(asked.out()).isEqualTo(CliRun.in(folder).run(verb, "-h").out());
    }

    @Test
    void listsAllVerbs() {
        CliRun.Result result = CliRun.in(folder).run("--help");

        assertThat(result.code()).isZero();
        Golden.verify("help.txt", result.out());
        assertThat(CliRun.in(folder).run("help").out()).isEqualTo(result.out());
    }

    @Test
    @DisplayName("T3: without a word it prints the help and ends with 2")
    void nothingAsked() {
        CliRun.Result result = CliRun.in(folder).run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).startsWith("pawl moves the schema");
    }

    @Test
    @DisplayName("T2: help --json lists verbs and options")
    void helpForPrograms() {
        CliRun.Result one = CliRun.in(folder).run("help", "version", "--json");

        assertThat(one.code()).isZero();
        Golden.verify("help.json", one.out());
        String all = CliRun.in(folder).run("help", "--json").out();
        assertThat(Verbs.names()).allSatisfy(verb -> assertThat(all).contains("{\"verb\":\"" + verb + "\""));
    }

    @Test
    void toolVersion() {
        assertThat(CliRun.in(folder).run("--version").out()).isEqualTo("pawl (unpackaged)\n");
        assertThat(CliRun.in(folder).run("-V").out()).isEqualTo("pawl (unpackaged)\n");
        assertThat(CliRun.in(folder).run("--version", "--json").out()).isEqualTo("{\"tool\":\"(unpackaged)\"}\n");
    }

    @Test
    void answersAlsoWhenQuiet() {
        assertThat(CliRun.in(folder).run("help", "--quiet").out()).isNotEmpty();
        assertThat(List.of(CliRun.in(folder).run("status", "--help", "-q").out()))
                .doesNotContain("");
    }
}
