package dev.pawl.acceptance.torture;

import dev.pawl.acceptance.Repository;
import dev.pawl.embedded.testing.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of random kills, cuts and crashes. {@code -Dpawl.torture.minutes=60} goes on for an hour; {@code -Dpawl.seed=N} begins
 * with the round of that seed.
 */
class RandomDeathTest {
    private static final String MINUTES_PROPERTY = "pawl.torture.minutes";

    @Test
    @DisplayName(
            "R4 R5 N4: runners, networks, poolers and servers die at random moments; the next run finishes, each migration"
                    + " is applied once and nothing is half-applied")
    void rounds(@TempDir Path data) throws SQLException, InterruptedException, IOException {
        Path folder = Files.createDirectories(Repository.root().resolve("acceptance/target/torture"));
        Duration limit = Duration.ofMinutes(Integer.getInteger(MINUTES_PROPERTY, 0));
        int atLeast = Effort.times(3, 25);
        Tally tally = new Tally();
        long start = System.nanoTime();
        long seed = Effort.seed();
        try (Arena arena = new Arena(data)) {
            for (int round = 0; round < atLeast || System.nanoTime() - start < limit.toNanos(); round++) {
                new Round(seed++, arena, folder, tally).play();
                Files.writeString(
                        folder.resolve("tally.txt"),
                        "seeds " + Effort.seed() + " to " + (seed - 1) + ": " + tally + "\n");
            }
        }
    }
}
