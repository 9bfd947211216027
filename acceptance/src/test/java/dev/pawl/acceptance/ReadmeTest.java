package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the documents tell a reader to do, and compares what they show. Every block {@code ```console} is run, from the first to
 * the last, in one folder and on one database; a line that begins with {@code $} is a command, the others are what it
 * prints. A line {@code …} stands for any number of lines.
 */
class ReadmeTest {
    private static final boolean IS_REWRITING = Boolean.getBoolean("golden.update");
    private static final String ANY_LINES = "…";

    @TempDir
    private Path folder;

    /** A command of a document and what it is said to print. */
    private record Step(String command, List<String> shown) {}

    @Test
    @DisplayName("T1, T2: what README.md shows is what happens")
    void readme() throws IOException {
        walkThrough("README.md");
    }

    @Test
    @DisplayName("T1, T2: what docs/guide.md shows is what happens")
    void guide() throws IOException {
        walkThrough("docs/guide.md");
    }

    private void walkThrough(String document) throws IOException {
        Path file = Repository.root().resolve(document);
        try (var place = new Workplace(folder)) {
            Terminal terminal = place.terminal()
                    .with("PATH", Repository.root() + ":" + System.getenv("PATH"))
                    .with("PAWL_REPOSITORY", Repository.root().toString());
            // Without what a reader's own tries have left in it.
            terminal.shell("cp -R \"$PAWL_REPOSITORY/examples\" . && rm -rf examples/*/.pawl"
                            + " && printf '#!/bin/sh\nexec \"$PAWL_REPOSITORY/pawl\" \"$@\"\n' > pawl && chmod +x pawl")
                    .succeeded();
            StringBuilder rewritten = new StringBuilder();
            for (String part : Files.readString(file).split("(?m)(?=^```)", -1)) {
                rewritten.append(part.startsWith("```console\n") ? replay(part, terminal, place) : part);
            }
            if (IS_REWRITING) {
                Files.writeString(file, rewritten);
            }
        }
    }

    private static String replay(String block, Terminal terminal, Workplace place) {
        StringBuilder replayed = new StringBuilder("```console\n");
        for (Step step : steps(block)) {
            Outcome outcome = terminal.shell(step.command());
            String printed = forReaders(outcome.text().stripTrailing(), place);
            if (!IS_REWRITING) {
                compare(step, printed, place);
            }
            replayed.append("$ ").append(step.command()).append('\n');
            replayed.append(isStill(step, printed, place) ? String.join("\n", step.shown()) : printed)
                    .append('\n');
        }
        return replayed.toString().replace("\n\n$ ", "\n$ ");
    }

    /** A reader's database is called app and runs on its usual port. */
    private static String forReaders(String printed, Workplace place) {
        String server = place.database().url().replaceFirst("/[^/]*$", "").replaceFirst("^[a-z]+", "postgresql");
        return printed.replace(server, "postgresql://user:***@localhost:5432")
                .replace(place.database().name(), "app");
    }

    /** Times differ from run to run, and are no reason to change a document; neither is what it leaves out. */
    private static boolean isStill(Step step, String printed, Workplace place) {
        String shown = String.join("\n", step.shown()).stripTrailing();
        return step.shown().contains(ANY_LINES)
                || place.golden().masked(shown).equals(place.golden().masked(printed));
    }

    private static List<Step> steps(String block) {
        List<Step> steps = new ArrayList<>();
        List<String> lines = block.lines().toList();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (!steps.isEmpty()) {
                steps.get(steps.size() - 1).shown().add(line);
            }
        }
        return steps;
    }

    private static void compare(Step step, String printed, Workplace place) {
        Golden golden = place.golden();
        List<String> expected = step.shown().stream().map(golden::masked).toList();
        String actual = golden.masked(printed);
        int from = 0;
        for (String chunk : String.join("\n", expected).stripTrailing().split("(?m)^" + ANY_LINES + "$\n?", -1)) {
            int at = actual.indexOf(chunk.stripTrailing(), from);
            assertThat(at)
                    .as("After $ %s\nexpected\n%s\nin\n%s", step.command(), chunk, actual)
                    .isNotNegative();
            from = at + chunk.stripTrailing().length();
        }
        if (!expected.contains(ANY_LINES)) {
            assertThat(actual)
                    .as("$ %s", step.command())
                    .isEqualTo(String.join("\n", expected).stripTrailing());
        }
    }
}
