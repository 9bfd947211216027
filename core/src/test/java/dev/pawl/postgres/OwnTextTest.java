package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.embedded.testing.Effort;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Taking pawl's own SQL apart")
class OwnTextTest {

    private static final String ODD = "'\"\\;$E ab\nä";

    private final Random random = new Random(Effort.seed());

    @Test
    @DisplayName("R1: values of any text are found again, and the rest is the same for all")
    void values() {
        for (int round = 0; round < 5_000; round++) {
            List<String> literals = Stream.generate(() -> Literal.text(text(12)))
                    .limit(1 + random.nextInt(5))
                    .toList();
            String name = new Identifier("n" + text(5)).sql();
            String constant = "'" + text(5).replace("'", "''") + "'";
            String before = "INSERT INTO " + name + " VALUES (" + constant + ", ";
            String statement = before + String.join(", ", literals) + ")";

            List<OwnText.Statement> found = new OwnText("BEGIN;\n" + statement + ";\nCOMMIT").statements();

            assertThat(found)
                    .as("seed %d", Effort.seed())
                    .extracting(OwnText.Statement::sql)
                    .containsExactly("BEGIN", statement, "COMMIT");
            assertThat(found.get(1).values()).isEqualTo(literals);
            assertThat(found.get(1).form()).isEqualTo(before + places(literals.size()) + ")");
        }
    }

    private String text(int most) {
        return IntStream.range(0, random.nextInt(most))
                .mapToObj(i -> String.valueOf(ODD.charAt(random.nextInt(ODD.length()))))
                .collect(Collectors.joining());
    }

    private static String places(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "$" + n).collect(Collectors.joining(", "));
    }
}
