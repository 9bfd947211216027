package dev.pawl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {
    private static final Pattern HEADER = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@");

    @Test
    @DisplayName("R11: a changed line is shown with three lines of context")
    void showsContext() {
        assertThat(LineDifference.between("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\nf\ng\nh\n"))
                .isEqualTo("""
                        @@ -2,7 +2,7 @@
                         b
                         c
                         d
                        -e
                        +E
                         f
                         g
                         h
                        """);
    }

    @Test
    @DisplayName("R11: equal texts have no difference; an added line at the end is one hunk")
    void edges() {
        assertThat(LineDifference.between("a\nb\n", "a\nb\n")).isEmpty();
        assertThat(LineDifference.between("a\n", "a\nb\n")).isEqualTo("@@ -1 +1,2 @@\n a\n+b\n");
        assertThat(LineDifference.between("", "a\n")).isEqualTo("@@ -0,0 +1 @@\n+a\n");
        assertThat(LineDifference.between("a\n", "")).isEqualTo("@@ -1 +0,0 @@\n-a\n");
    }

    @Test
    @DisplayName("R11: the old text and the difference make the new text, by the rules of the unified form")
    void isAPatch() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            String before = lines(random);
            String after = lines(random);
            String difference = LineDifference.between(before, after);

            assertThat(apply(before, difference)).as(difference).isEqualTo(after);
        }
    }

    /** As patch(1) does it: by line numbers, and strictly. */
    private static String apply(String before, String difference) {
        List<String> old = before.lines().toList();
        List<String> made = new ArrayList<>();
        int next = 0;
        for (String line : difference.lines().toList()) {
            Matcher header = HEADER.matcher(line);
            if (header.matches()) {
                boolean isInsertion = "0".equals(header.group(2));
                int start = Integer.parseInt(header.group(1)) - (isInsertion ? 0 : 1);
                made.addAll(old.subList(next, start));
                next = start;
                assertThat(made.size() + ("0".equals(header.group(4)) ? 0 : 1))
                        .isEqualTo(Integer.parseInt(header.group(3)));
            } else if (line.charAt(0) == '+') {
                made.add(line.substring(1));
            } else {
                assertThat(old.get(next++)).isEqualTo(line.substring(1));
                if (line.charAt(0) == ' ') {
                    made.add(line.substring(1));
                }
            }
        }
        made.addAll(old.subList(next, old.size()));
        return made.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String lines(Random random) {
        return IntStream.range(0, 1 + random.nextInt(30))
                .mapToObj(i -> "line " + random.nextInt(6) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    @DisplayName("R11: long texts that have nothing in common are replaced, without much memory")
    void staysSmall() {
        String before = IntStream.range(0, 12_000).mapToObj(i -> "a" + i + "\n").collect(Collectors.joining());
        String after = IntStream.range(0, 12_000).mapToObj(i -> "b" + i + "\n").collect(Collectors.joining());

        String difference = LineDifference.between(before, after);

        assertThat(difference).startsWith("@@ -1,12000 +1,12000 @@\n-a0\n-a1\n").endsWith("+b11999\n");
    }
}
