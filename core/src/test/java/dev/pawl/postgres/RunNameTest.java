package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run's sessions are called")
class RunNameTest {

    @Test
    @DisplayName("R11: a run's name says which run, who, and at what, and is read back")
    void parts() {
        RunName name = RunName.of("1a2b3c4d", "ada@ci-7");
        assertThat(name).hasToString("pawl/1a2b3c4d ada@ci-7");
        assertThat(name.at("002 two words.sql")).hasToString("pawl/1a2b3c4d ada@ci-7 002 two words.sql");
        assertThat(RunName.read("pawl/1a2b3c4d ada@ci-7 002 two words.sql")).contains(name.at("002 two words.sql"));
        assertThat(RunName.read(name.toString())).contains(name);
        assertThat(RunName.read("pawl/1a2b3c4d")).contains(new RunName("1a2b3c4d", Optional.empty(), Optional.empty()));
        assertThat(name.visitor()).isEqualTo("pawl ada@ci-7");
        assertThat(RunName.read(name.visitor())).as("who only looks is no run").isEmpty();
        assertThat(RunName.read("psql")).isEmpty();
        assertThat(RunName.read("")).isEmpty();
    }

    @Test
    @DisplayName("R11: what the server would change or cut is changed and cut before, so that both know the same name")
    void asTheServerKeepsIt() {
        RunName name = RunName.of("1a2b3c4d", "Zoë from the night\tshift").at("x".repeat(80));
        assertThat(name.toString())
                .hasSize(63)
                .startsWith("pawl/1a2b3c4d Zo?_from_the_night_s xxx")
                .matches("[ -~]+");
        assertThat(RunName.read(name.toString()).flatMap(RunName::actor)).contains("Zo?_from_the_night_s");
    }
}
