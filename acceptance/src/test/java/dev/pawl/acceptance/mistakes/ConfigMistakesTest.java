package dev.pawl.acceptance.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Repository;
import dev.pawl.acceptance.Workplace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigMistakesTest {
    @TempDir
    private Path folder;

    private Workplace place;
    private Mistakes mistakes;

    @BeforeEach
    void begin() {
        place = new Workplace(folder);
        mistakes = new Mistakes(place);
        place.migration("001_users.sql", "SELECT 1;");
    }

    @AfterEach
    void end() {
        place.close();
    }

    @Test
    @DisplayName("T3: an unknown key is named with its line and with the key that was probably meant")
    void unknownKey() {
        place.terminal().write("pawl.toml", "dir = \"migrations\"\n\n[run]\nlock-timout = \"2s\"\n");

        mistakes.expect("unknown-key", "CONFIG_UNKNOWN_KEY", 2, "status");
        assertThat(place.pawl("status").text()).contains("lock-timeout");
    }

    @Test
    @DisplayName("T3: a value of the wrong type is named with its line")
    void wrongType() {
        place.terminal().write("pawl.toml", "[run]\nlock-timeout = 2\n");

        mistakes.expect("wrong-type", "CONFIG_INVALID_VALUE", 2, "status");
    }

    @Test
    @DisplayName("T3: bad TOML; all errors of a file are told at once")
    void badToml() {
        place.terminal().write("pawl.toml", "url = \"postgresql://localhost\n\n[run\nlock-timeout = \n");

        mistakes.expect("bad-toml", "CONFIG_SYNTAX", 2, "status");
    }

    @Test
    @DisplayName("T3: several wrong keys are told at once")
    void severalKeys() {
        place.terminal()
                .write("pawl.toml", "foulder = \"x\"\n\n[migrations]\ngaps = \"maybe\"\n\n[run]\nslow-after = true\n");

        var outcome = place.pawl("status").exited(2);
        place.golden().verify("mistakes/several-keys", outcome);
        assertThat(outcome.text()).contains("foulder", "maybe", "slow-after");
    }

    @Test
    @DisplayName("T3: an unknown command and an unknown option say what was probably meant")
    void unknownWords() {
        mistakes.expect("unknown-command", "USAGE_INVALID", 2, "mirgate");
        mistakes.expect("unknown-option", "USAGE_INVALID", 2, "migrate", "--dry-ran");
        assertThat(place.pawl("mirgate").text()).contains("migrate");
        assertThat(place.pawl("migrate", "--dry-ran").text()).contains("--dry-run");
    }

    @Test
    @DisplayName("T3: new on a disk that takes no more says so and leaves no file behind")
    void unwritable() {
        // A process that may not write a byte stands in for a full disk.
        String command =
                "(ulimit -f 0; \"" + Repository.root() + "/pawl\" new 'add users' 2>&1; echo \"exit $?\") | cat";
        place.pawl("version").succeeded(); // the launcher's own files are written

        var outcome = place.terminal().shell(command).succeeded();

        assertThat(outcome.out()).contains("error[FILE_NOT_WRITABLE]", "fix:", "exit 2");
        assertThat(folder.resolve("migrations")).isDirectoryNotContaining("glob:**002*");
    }
}
