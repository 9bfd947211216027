package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ByteSearchTest {

    @Test
    @DisplayName("F5: a byte is found where a look at each would find it")
    void asOneByOne() {
        Random random = new Random(Effort.seed());
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte)
                        (random.nextInt(4) == 0 ? random.nextInt(256) : "\\\n]\u0000\u0001[".charAt(random.nextInt(6)));
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            byte wanted = (byte) (random.nextBoolean() ? '\\' : random.nextInt(256));

            int expected = from;
            while (expected < to && bytes[expected] != wanted) {
                expected++;
            }

            assertThat(ByteSearch.indexOf(wanted, bytes, from, to))
                    .as("seed %d, round %d", Effort.seed(), round)
                    .isEqualTo(expected);
        }
    }
}
