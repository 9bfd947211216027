package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("H2, E26: who runs pawl")
class ActorTest {

    private final Path root;

    ActorTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    @DisplayName("H2: PAWL_ACTOR before GITHUB_ACTOR before user and host; blank ones do not count")
    void order() throws IOException {
        assertThat(actor(Map.of("PAWL_ACTOR", "release bot", "GITHUB_ACTOR", "ada")))
                .isEqualTo("release bot");
        assertThat(actor(Map.of("PAWL_ACTOR", " ", "GITHUB_ACTOR", "ada"))).isEqualTo("ada");
        assertThat(actor(Map.of("HOSTNAME", "web-1"))).isEqualTo("root@web-1");
        assertThat(actor(Map.of())).isEqualTo("root");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/hostname"), "\nbox\n");
        assertThat(actor(Map.of())).isEqualTo("root@box");
    }

    @Test
    @DisplayName("H2: an actor is never blank, never endless, and can be stored")
    void sane() {
        assertThat(new Actor(" \0 ").executedBy()).isEqualTo("unknown");
        assertThat(new Actor("x".repeat(1_000)).executedBy()).hasSize(200);
    }

    private String actor(Map<String, String> environment) {
        return Actor.resolve(environment, "root", root).executedBy();
    }
}
