package dev.pawl.cli.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.cli.verb.Verbs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the scripts in the shells they are for. */
class CompletionTest {

    @TempDir
    Path folder;

    private List<String> run(String shell, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script"), script);
        Process process = new ProcessBuilder(shell, file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private List<String> complete(String typed) throws IOException, InterruptedException {
        String words = String.join("' '", typed.split(" ", -1));
        return run(
                "bash",
                String.join("\n", Completion.bash(Verbs.usages()))
                        + "\nCOMP_WORDS=('" + words + "')\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_pawl\n"
                        + "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    }

    @ParameterizedTest(name = "bash completes `{0}` with {1}")
    @CsvSource({
        "'pawl m', 'migrate mark'",
        "'pawl --verbose st', status",
        "'pawl --url postgres://x st', status",
        "'pawl --ver', '--verbose --version'",
        "'pawl migrate --dry', --dry-run",
        "'pawl --no-color migrate --tar', --target",
        "'pawl mark 7 ap', applied",
        "'pawl help rol', rollback",
        "'pawl migrate --target ', ''",
        "'pawl status --dir fol', folder-of-mine",
        "'pawl status --config pa', pawl.toml",
        "'pawl run -- nice fi', file",
        "'pawl nosuch ', ''"
    })
    void bash(String typed, String expected) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("folder-of-mine"));
        Files.writeString(folder.resolve("pawl.toml"), "");
        Files.writeString(folder.resolve("file"), "");

        assertThat(String.join(" ", complete(typed))).isEqualTo(expected);
    }

    @Test
    @DisplayName("bash completes the command of pawl run")
    void bashCommand() throws IOException, InterruptedException {
        assertThat(complete("pawl run -- prin")).contains("printf");
    }

    @Test
    @DisplayName("zsh takes the script, and completes verbs and options")
    void zsh() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/zsh")) || Files.isExecutable(Path.of("/bin/zsh")), "no zsh here");
        Files.writeString(folder.resolve("_pawl"), String.join("\n", Completion.zsh(Verbs.usages())) + "\n");
        // A pseudo terminal of zsh's own: completion only works where somebody seems to type.
        String script = """
                zmodload zsh/zpty
                zpty pawl zsh -f -i
                ask() {
                  zpty -n -w pawl "$1"
                  local line= all= end=$((SECONDS + 10))
                  while ((SECONDS < end)); do
                    zpty -r -t pawl line && all+=$line || sleep 0.05
                    [[ $all == *"$2"* ]] && break
                  done
                  print -r -- "$all"
                }
                ask $'PS1= ; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -d ./dump; setopt no_list_ambiguous; print rea""dy\\n' ready >/dev/null
                ask $'pawl rollb\\t' 'rollback'
                ask $'\\x15pawl migrate --dry\\t' '--dry-run'
                ask $'\\x15pawl mark 7 app\\t' 'applied'
                zpty -d pawl
                """;

        String seen = String.join("\n", run("zsh", script));

        assertThat(seen).contains("pawl rollback").contains("--dry-run").contains("applied");
    }
}
