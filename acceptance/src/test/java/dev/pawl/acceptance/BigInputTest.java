package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigInputTest {
    private static final int MEGABYTES = 200;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("F5: a script of 200 MB runs within 256 MB of heap")
    void bigScript() throws IOException, SQLException {
        try (var place = new Workplace(folder)) {
            place.migration("001_rows.sql", "CREATE TABLE rows (id int, length int);\n");
            int statements = writeRows(folder.resolve("migrations/002_fill.sql"));
            assertThat(Files.size(folder.resolve("migrations/002_fill.sql"))).isGreaterThan(MEGABYTES * 1_000_000L);

            place.terminal().with("PAWL_JAVA_OPTS", "-Xmx256m").pawl("migrate").succeeded();

            assertThat(place.value("SELECT count(*) FROM rows")).isEqualTo(Integer.toString(statements));
        }
    }

    /** Statements of about 10 kB, each with all that a reader of SQL has to look at twice. */
    private static int writeRows(Path file) throws IOException {
        String text = "it''s a line; -- and no comment $$ /* \\\n".repeat(250);
        int statements = MEGABYTES * 1_000_000 / text.length() + 1;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < statements; i++) {
                writer.write("INSERT INTO rows VALUES (" + i + ", length('" + text + "'));\n");
            }
        }
        return statements;
    }

    @Test
    @DisplayName("F1, F2: 10,000 files are applied, and the next run finds out quickly that nothing is to be done")
    void manyFiles() throws IOException, SQLException {
        try (var place = new Workplace(folder)) {
            Path migrations = Files.createDirectories(folder.resolve("migrations"));
            for (int i = 1; i <= 10_000; i++) {
                Files.writeString(migrations.resolve("%05d_step.sql".formatted(i)), "SELECT " + i + ";\n");
            }

            place.pawl("migrate", "--quiet").succeeded();
            assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("10000");

            long begin = System.nanoTime();
            assertThat(place.pawl("migrate").succeeded().text()).contains("up to date");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
