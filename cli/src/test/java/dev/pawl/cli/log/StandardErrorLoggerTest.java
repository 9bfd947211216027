package dev.pawl.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class StandardErrorLoggerTest {

    @Test
    @DisplayName("T5: SLF4J finds the command line's own provider, which shows warnings only")
    void isFound() {
        Logger logger = LoggerFactory.getLogger("a.b.C");

        assertThat(logger).isInstanceOf(StandardErrorLogger.class);
        assertThat(logger.isWarnEnabled()).isTrue();
        assertThat(logger.isInfoEnabled()).isFalse();
    }

    @Test
    @DisplayName("T5: a line names level and class, and the cause without its trace")
    void line() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Logger logger =
                new StandardErrorLogger("a.b.C", Level.INFO, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        logger.info("{} of {}", 1, 2);
        logger.debug("not shown");
        logger.warn("Lost", new IllegalStateException("why"));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("info C: 1 of 2", "warn C: Lost (java.lang.IllegalStateException: why)");
    }

    @Test
    void levels() {
        assertThat(StandardErrorLogging.levelOf("debug")).contains(Level.DEBUG);
        assertThat(StandardErrorLogging.levelOf("loud")).isEmpty();
    }
}
