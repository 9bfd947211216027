package dev.pawl.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.cli.CliRun;
import dev.pawl.cli.Golden;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigTest {

    @TempDir
    Path folder;

    private Config read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("pawl.toml"), text);
        return ConfigReader.read(file, folder);
    }

    private List<Problem> problemsOf(String text) throws IOException {
        Files.writeString(folder.resolve("pawl.toml"), text);
        return catchThrowableOfType(PawlException.class, () -> ConfigReader.read(folder.resolve("pawl.toml"), folder))
                .problems();
    }

    @Test
    @DisplayName("N1, T3: everything that is wrong is said at once, with file, line and column")
    void allErrorsAtOnce() throws IOException {
        Files.writeString(folder.resolve("pawl.toml"), """
                url = 5
                urll = "x"

                [migration]
                layout = "x"

                [run]
                lock-timeout = "2"
                lck-budget = "3s"

                [migrations]
                dir = "x"
                gaps = "maybe"
                ignore = ["a", 1]

                [production]
                confirm = true
                """);
        CliRun.Result result = CliRun.in(folder).run("status");

        assertThat(result.code()).isEqualTo(2);
        Golden.verify("config-errors.txt", result.err());
        Golden.verify(
                "config-errors.json", CliRun.in(folder).run("status", "--json").out());
    }

    @Test
    @DisplayName("T3: all syntax errors are said at once")
    void syntaxErrors() throws IOException {
        List<Problem> problems = problemsOf("url = \"a\ndir = x\n[run\n");

        assertThat(problems).extracting(problem -> problem.code().name()).containsOnly("CONFIG_SYNTAX");
        assertThat(problems)
                .extracting(problem -> problem.position().orElseThrow().toString())
                .containsExactly("pawl.toml:1:9", "pawl.toml:2:7", "pawl.toml:3:5");
    }

    @Test
    @DisplayName("N3: the line of a url is never shown")
    void keepsPasswords() throws IOException {
        String text = "url = \"postgres://me:s3cret@h/db\nx = 1\n";
        Files.writeString(folder.resolve("pawl.toml"), text);

        CliRun.Result result = CliRun.in(folder).run("status");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("pawl.toml:1:").doesNotContain("s3cret");
    }

    @ParameterizedTest(name = "the sample of {0} is valid")
    @EnumSource(Key.class)
    void samplesAreValid(Key key) throws IOException {
        String section = key.section().isEmpty() ? "" : "[" + key.section() + "]\n";
        Config config = read(section + key.word() + " = " + key.sample() + "\n");

        assertThat(config.texts(key)).isNotEmpty();
    }

    @Test
    @DisplayName("the commented config names every key, once, and changes nothing")
    void referenceIsComplete() throws IOException {
        String text = Reference.text(List.of("migrations"));

        Config config = read(text);
        assertThat(config.text(Key.DIR)).contains("migrations");
        assertThat(Arrays.stream(Key.values()).filter(key -> !config.texts(key).isEmpty()))
                .containsExactly(Key.DIR);
        Config uncommented = read(text.replaceAll("(?m)^# ([a-z-]+ = )", "$1"));
        assertThat(Key.values())
                .allSatisfy(key -> assertThat(uncommented.texts(key)).isNotEmpty());
        Golden.verify("pawl.toml", text);
    }

    @Test
    @DisplayName("N1: ${NAME} in url is a variable; of several, those that are not set are passed over")
    void interpolates() throws IOException {
        Config config = read("url = [\"${ONE}\", \"postgres://${USER}@h/${DB}\"]\n");

        assertThat(config.interpolated(
                        Key.URL,
                        name -> Optional.ofNullable(
                                Map.of("USER", "me", "DB", "shop").get(name))))
                .containsExactly("postgres://me@h/shop");
        PawlException missing =
                catchThrowableOfType(PawlException.class, () -> config.interpolated(Key.URL, name -> Optional.empty()));
        assertThat(missing.problem().message()).contains("USER");
        assertThat(missing.problem().position().orElseThrow()).hasToString("pawl.toml:1:1");
    }

    @Test
    void noInterpolationElsewhere() throws IOException {
        assertThat(read("dir = \"${HOME}\"\n").text(Key.DIR)).contains("${HOME}");
    }

    @Test
    @DisplayName("the config is searched upwards, as far as the repository's root")
    void searchesUpwards() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Files.writeString(folder.resolve("pawl.toml"), "");

        assertThat(ConfigFile.find(Optional.empty(), deep)).contains(folder.resolve("pawl.toml"));
        Files.createDirectories(folder.resolve("a/.git"));
        assertThat(ConfigFile.find(Optional.empty(), deep)).isEmpty();
    }

    @Test
    @DisplayName("T3: a config that was named and is not there is an error")
    void namedConfigMustExist() {
        CliRun.Result result = CliRun.in(folder).run("status", "--config", "nowhere.toml");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("error[CONFIG_NOT_FOUND]: The config nowhere.toml does not exist.");
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        Files.write(folder.resolve("pawl.toml"), new byte[] {'#', (byte) 0xe4, '\n'});

        assertThat(CliRun.in(folder).run("status").err())
                .startsWith("error[CONFIG_SYNTAX]: The config pawl.toml is not UTF-8.");
    }
}
