package dev.pawl.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.event.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Progress SCAN =
            new Progress("building index: scanning table", 1_234, 2_938, Progress.Unit.BLOCKS);

    @Test
    @DisplayName("T2: how far a long statement is, in words")
    void words() {
        assertThat(ProgressNarrator.words(SCAN))
                .isEqualTo("building index: scanning table, 42% (1,234 of 2,938 blocks)");
        assertThat(ProgressNarrator.words(new Progress("copying", 5_000, 0, Progress.Unit.ROWS)))
                .isEqualTo("copying, 5,000 rows");
        assertThat(ProgressNarrator.words(new Progress("initializing", 0, 0, Progress.Unit.NOTHING)))
                .isEqualTo("initializing");
    }

    @Test
    @DisplayName("T2: the bar shows it until the next step, on one line however narrow the terminal is")
    void bar() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        try (ProgressBar bar =
                ProgressBar.on(new PrintStream(terminal, true, StandardCharsets.UTF_8), new Object(), 3)) {
            bar.step(1, "0002_index.sql");
            bar.tell("building index: scanning table 42%");
            String shown = terminal.toString(StandardCharsets.UTF_8);
            assertThat(shown.substring(shown.lastIndexOf('\r')))
                    .startsWith("\r\u001b[K\u001b[?7l[========>               ] 1/3  0002_index.sql  ")
                    .endsWith("s  building index: scanning table 42%\u001b[?7h");

            bar.step(2, "0003_more.sql");
            shown = terminal.toString(StandardCharsets.UTF_8);
            assertThat(shown.substring(shown.lastIndexOf('\r'))).contains("2/3").doesNotContain("building");
        }
    }
}
