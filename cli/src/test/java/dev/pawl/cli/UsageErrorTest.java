package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageErrorTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "T3: pawl {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    migrat                            | pawl does not know the verb migrat.                             | Did you mean `pawl migrate`?
                    up                                | pawl does not know the verb up.                                 | Did you mean `pawl migrate`?
                    frobnicate                        | pawl does not know the verb frobnicate.                         | `pawl --help` lists the verbs.
                    --urll x                          | pawl does not know the verb x.                                  | `pawl --help` lists the verbs.
                    --jsn                             | pawl does not know the option --jsn.                            | Did you mean `--json`?
                    --verbose                         | A verb is missing.                                              | `pawl --help` lists the verbs.
                    status --exitcode                 | `pawl status` does not know the option --exitcode.              | Did you mean `--exit-code`?
                    migrate --dryrun                  | `pawl migrate` does not know the option --dryrun.               | Did you mean `--dry-run`?
                    migrate --list                    | `pawl migrate` does not know the option --list.                 | Did you mean `pawl status`?
                    migrate --lock-tiemout=3s         | `pawl migrate` does not know the option --lock-tiemout.         | Did you mean `--lock-timeout`?
                    migrate --zzz                     | `pawl migrate` does not know the option --zzz.                  | `pawl migrate --help` lists what it understands.
                    migrate extra                     | `pawl migrate` does not take the argument extra.                | `pawl migrate --help` lists what it understands.
                    migrate --target                  | --target needs a value.                                         | `pawl migrate --help` lists what it understands.
                    migrate --url a --url b           | --url is given twice.                                           | Give it once.
                    migrate --version 1 --target 2    | --version and --target exclude each other.                      | Use --version for one migration
                    mark                              | `pawl mark` needs the argument VERSION.                         | `pawl mark --help` lists what it understands.
                    mark 7                            | `pawl mark` needs the argument STATUS.                          | `pawl mark --help` lists what it understands.
                    mark 7 done                       | STATUS cannot be done.                                          | It is one of: applied, pending.
                    mark 7 applied now                | `pawl mark` does not take the argument now.                     | `pawl mark --help` lists what it understands.
                    history --limit 0                 | --limit is not a count: 0.                                      | Give a whole number from 1 on
                    history --limit many              | --limit is not a count: many.                                   | Give a whole number from 1 on
                    rollback --steps 1 --to 3         | --steps and --to exclude each other.                            | Use --steps for a number of migrations
                    run                               | `pawl run` needs the argument COMMAND.                          | `pawl run --help` lists what it understands.
                    run -- no-such-program            | The command no-such-program was not found.                      | Check its spelling and the PATH
                    completion fish                   | SHELL cannot be fish.                                           | It is one of: bash, zsh.
                    help migrat                       | pawl does not know the verb migrat.                             | Did you mean `pawl help migrate`?
                    dev --url postgres://h/db         | `pawl dev` works on an embedded PostgreSQL only                 | Leave out --url
                    migrate --url postgres://h/d --wait 5  | --wait is not a duration: 5.                               | Give a number and a unit
                    """)
    void saysWhatIsWrongAndWhatWasMeant(String line, String message, String fix) {
        CliRun.Result result = CliRun.in(folder).run(line.split(" +"));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error[USAGE_INVALID]: " + message);
        assertThat(result.err()).contains("  fix: ").contains(fix);
    }

    @Test
    @DisplayName("T2, T3: a usage error is a document with --json")
    void asDocument() {
        CliRun.Result result = CliRun.in(folder).run("migrate", "--dryrun", "--json");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEmpty();
        Golden.verify("usage-error.json", result.out());
    }

    @Test
    @DisplayName("T3: a missing URL is an error that mentions embedded:")
    void missingUrl() {
        CliRun.Result result = CliRun.in(folder).run("status");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("error[URL_MISSING]").contains("--url embedded:");
    }

    @Test
    void optionsMayStandBeforeTheVerb() {
        CliRun.Result result = CliRun.in(folder).run("--url", "nonsense", "--no-color", "status");

        assertThat(result.err()).startsWith("error[URL_INVALID]");
    }

    @Test
    @DisplayName("N3: a password in a wrong URL is not repeated")
    void keepsPasswords() {
        CliRun.Result result = CliRun.in(folder).run("status", "--url", "postgres://me:s3cret@h:port/db", "--verbose");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out() + result.err()).doesNotContain("s3cret");
    }
}
