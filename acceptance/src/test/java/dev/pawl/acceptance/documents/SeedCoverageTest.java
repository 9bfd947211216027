package dev.pawl.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Repository;
import dev.pawl.acceptance.documents.SpecTests.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which test proves which promise: {@code docs/seeds.md}. */
class SeedCoverageTest {
    private static final List<Area> SEEDS = List.of(
            new Area("A", "shared migration tooling for several servers"),
            new Area("B", "migration management with status endpoints"),
            new Area("C", "start-up validation and repair"),
            new Area("D", "runner with documentation"),
            new Area("E", "production-safe migrations in CI"));

    /** A seed, by the letter of its IDs. */
    private record Area(String letter, String title) {}

    /** A line of {@code promises.csv}. */
    private record Promise(String id, String spec, String text) {}

    /** A line of {@code spec.csv}. */
    private record Requirement(String id, String text) {}

    @Test
    @DisplayName("docs/seeds.md lists every promise and requirement with its tests, the open ones as open")
    void listsThePromises() throws IOException {
        Map<String, List<Proof>> proofs =
                SpecTests.read().stream().collect(Collectors.groupingBy(Proof::id, TreeMap::new, Collectors.toList()));

        new GeneratedDocument("docs/seeds.md", render(proofs)).verify();
    }

    @Test
    @DisplayName("no test names an ID that is in neither list")
    void knowsEveryId() throws IOException {
        List<String> known = Stream.concat(
                        promises().stream().map(Promise::id),
                        requirements().stream().map(Requirement::id))
                .toList();

        assertThat(SpecTests.read())
                .allSatisfy(proof -> assertThat(known)
                        .as("%s names %s", proof.type(), proof.id())
                        .contains(proof.id()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "F5: a quote            | F5",
                "R1, B18: one           | R1 B18",
                "H1/D23: the shape      | H1 D23",
                "E16 and E17: columns   | E16 E17",
                "F5 without a colon     | ''",
                "Note F5 is named: no   | ''",
                "R12x: not an ID        | ''"
            })
    @DisplayName("an ID counts where nothing but IDs stands before the colon")
    void readsIds(String displayName, String expected) {
        assertThat(String.join(" ", SpecTests.ids(displayName))).isEqualTo(expected);
    }

    private static String render(Map<String, List<Proof>> proofs) throws IOException {
        List<Promise> promises = promises();
        List<Requirement> requirements = requirements();
        long provenPromises = promises.stream()
                .filter(promise -> proofs.containsKey(promise.id()))
                .count();
        long provenRequirements = requirements.stream()
                .filter(requirement -> proofs.containsKey(requirement.id()))
                .count();
        StringBuilder text = new StringBuilder("""
                # What is promised, and which test proves it

                <!-- Written by SeedCoverageTest from the display names of all tests. Do not edit. -->

                pawl unifies five existing systems, A to E. Their documents make %d promises; **%d** of them are named by a test,
                %d are open. pawl's own specification has %d requirements; **%d** are named by a test, %d are open.
                A test names what it proves at the head of its display name. Open means: not built yet, or built and not yet
                proven under that name. A name says that a test looks at the promise, not that every side of it is proven.

                """.formatted(
                        promises.size(),
                        provenPromises,
                        promises.size() - provenPromises,
                        requirements.size(),
                        provenRequirements,
                        requirements.size() - provenRequirements));
        text.append("## The specification\n\n| ID | requirement | tests |\n| --- | --- | --- |\n");
        for (Requirement requirement : requirements) {
            text.append("| %s | %s | %s |\n"
                    .formatted(requirement.id(), escaped(requirement.text()), byClass(proofs, requirement.id())));
        }
        for (Area seed : SEEDS) {
            appendSeed(text, seed, promises, proofs);
        }
        return text.toString();
    }

    private static void appendSeed(StringBuilder text, Area seed, List<Promise> all, Map<String, List<Proof>> proofs) {
        List<Promise> promises = all.stream()
                .filter(promise -> promise.id().startsWith(seed.letter()))
                .toList();
        long proven = promises.stream()
                .filter(promise -> proofs.containsKey(promise.id()))
                .count();
        text.append("\n## %s: %s (%d of %d)\n\n".formatted(seed.letter(), seed.title(), proven, promises.size()));
        text.append("| ID | promise | spec | tests |\n| --- | --- | --- | --- |\n");
        for (Promise promise : promises) {
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(promise.id(), escaped(promise.text()), promise.spec(), byMethod(proofs, promise.id())));
        }
    }

    private static String byMethod(Map<String, List<Proof>> proofs, String id) {
        return proofs.getOrDefault(id, List.of()).stream()
                .map(proof ->
                        proof.method().map(method -> link(proof) + "." + method).orElse(link(proof)))
                .distinct()
                .sorted()
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), SeedCoverageTest::orOpen));
    }

    private static String byClass(Map<String, List<Proof>> proofs, String id) {
        return proofs.getOrDefault(id, List.of()).stream()
                .sorted(Comparator.comparing(Proof::type))
                .map(SeedCoverageTest::link)
                .distinct()
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), SeedCoverageTest::orOpen));
    }

    private static String link(Proof proof) {
        return "[%s](../%s)".formatted(proof.type(), proof.file().toString().replace('\\', '/'));
    }

    private static String orOpen(String tests) {
        return tests.isEmpty() ? "open" : tests;
    }

    private static String escaped(String cell) {
        return cell.replace("|", "\\|");
    }

    private static List<Promise> promises() throws IOException {
        return lines("promises.csv").stream()
                .map(line -> line.split(",", 3))
                .map(cells -> new Promise(cells[0], cells[1], cells[2]))
                .toList();
    }

    private static List<Requirement> requirements() throws IOException {
        return lines("spec.csv").stream()
                .map(line -> line.split(",", 2))
                .map(cells -> new Requirement(cells[0], cells[1]))
                .toList();
    }

    private static List<String> lines(String resource) throws IOException {
        try (var bytes = SeedCoverageTest.class.getResourceAsStream("/" + resource)) {
            if (bytes == null) {
                throw new IOException(resource + " is not on the class path of " + Repository.root());
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }
}
