package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code embedded:} URLs. */
class EmbeddedTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("N1: embedded: keeps its data beside the config, out of version control, from one run to the next")
    void keepsData() throws Exception {
        Folder.at(folder).withUsers().file("pawl.toml", "url = \"embedded:\"\n").file("sub/x", "");

        CliRun.Result first = CliRun.in(folder.resolve("sub")).run("migrate");
        assertThat(first.code()).as(first.err()).isZero();
        CliRun.Result second = CliRun.in(folder).run("migrate");
        assertThat(second.out()).endsWith("All migrations up to date\n");
        assertThat(folder.resolve(".pawl/postgres")).isDirectory();
        assertThat(Files.readString(folder.resolve(".pawl/.gitignore"))).isEqualTo("*\n");
    }

    @Test
    @DisplayName("N1: embedded:temporary leaves nothing behind")
    void temporary() {
        Folder.at(folder).withUsers();

        CliRun.Result result = CliRun.in(folder).run("migrate", "--url", "embedded:temporary");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(folder.toFile().list()).containsExactly("migrations");
    }
}
