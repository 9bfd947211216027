package dev.pawl.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.discover.Discovered;
import dev.pawl.discover.Discovery;
import dev.pawl.discover.DiscoverySettings;
import dev.pawl.discover.Layouts;
import dev.pawl.discover.Location;
import dev.pawl.discover.MigrationFile;
import dev.pawl.discover.NewFile;
import dev.pawl.migration.Migration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout with an example that is really read: {@code docs/layouts.md}. */
class LayoutDocumentTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T12:30:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    /** A chapter of {@code layouts.txt}. */
    private record Example(String layout, String note, Map<String, String> files) {}

    @Test
    @DisplayName("F1: docs/layouts.md shows every layout with what pawl reads in an example")
    void showsEveryLayout() throws IOException {
        new GeneratedDocument("docs/layouts.md", render()).verify();
    }

    @Test
    @DisplayName("F1: there is an example of every layout, and each is recognised without being named")
    void recognisesEveryLayout() throws IOException {
        List<Example> examples = examples();

        assertThat(examples).extracting(Example::layout).containsExactlyInAnyOrderElementsOf(Layouts.ids());
        for (Example example : examples) {
            assertThat(discover(example).layout().id()).isEqualTo(example.layout());
        }
    }

    private String render() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Layouts of migration files

                <!-- Written by LayoutDocumentTest, which reads each example with pawl. Do not edit. -->

                pawl reads the files of many tools without renaming. Each `.sql` file is taken as a sign for the first layout that
                knows it; a layout needs three quarters of the signs. `pawl status --verbose` says which layout was
                chosen and why; `[migrations] layout = "…"` in `pawl.toml` pins it. A `.sql` file that the layout does not
                explain is an error, unless `[migrations] ignore` lists it. Other files are left alone.

                Versions are ordered as numbers (`9` before `10`), dates too. Two files of one version are an error, except
                dates in the plain layout, and with `[migrations] duplicates = "by-name"`.

                """);
        for (Example example : examples()) {
            append(text, example);
        }
        return text.toString().stripTrailing() + "\n";
    }

    private void append(StringBuilder text, Example example) throws IOException {
        Discovered found = discover(example);
        text.append("## ")
                .append(example.layout())
                .append("\n\n")
                .append(example.note())
                .append("\n\n");
        text.append("```sql\n");
        example.files()
                .forEach((name, content) -> text.append("-- file: ")
                        .append(name)
                        .append('\n')
                        .append(content)
                        .append('\n'));
        text.append("```\n\nRecognised as ").append(escaped(found.reason())).append(".\n\n");
        text.append("| file | version | name | reverted by |\n| --- | --- | --- | --- |\n");
        for (MigrationFile file : found.files()) {
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            file.filename(),
                            file.kind() == Migration.Kind.VERSIONED
                                    ? file.version().text()
                                    : "repeatable",
                            file.name(),
                            reverted(file)));
        }
        String next = found.layout().next("add orders", found.files(), CLOCK).files().stream()
                .map(NewFile::path)
                .collect(Collectors.joining("`, `", "`", "`"));
        text.append("\n`pawl new \"add orders\"` writes ").append(next).append(".\n\n");
    }

    private static String reverted(MigrationFile file) {
        return switch (file.format()) {
            case DBMATE, GOOSE, SQL_MIGRATE, NODE_PG_MIGRATE -> "the file's own down part";
            case LIQUIBASE -> "its changesets' rollback lines";
            case PLAIN, GRAPHILE, SQLX ->
                file.down().map(down -> "`" + down.path() + "`").orElse("");
        };
    }

    private static String escaped(String reason) {
        return reason.replaceAll("<([a-z ]+)>", "`<$1>`");
    }

    private Discovered discover(Example example) throws IOException {
        Path root = folder.resolve(example.layout());
        for (Map.Entry<String, String> file : example.files().entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, file.getValue() + "\n");
        }
        Location location = Location.of(
                example.layout(), folder, Objects.requireNonNull(getClass().getClassLoader()));
        return Discovery.discover(List.of(location), DiscoverySettings.DEFAULT);
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String chapter : resource().split("(?m)^== ", -1)) {
            if (!chapter.isBlank()) {
                examples.add(example(chapter));
            }
        }
        return examples;
    }

    private static Example example(String chapter) {
        String[] parts = chapter.split("(?m)^--- ", -1);
        String[] head = parts[0].split("\n", 2);
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] file = parts[i].split("\n", 2);
            files.put(file[0].strip(), file[1].stripTrailing());
        }
        return new Example(head[0].strip(), head[1].strip(), files);
    }

    private static String resource() throws IOException {
        try (var bytes = LayoutDocumentTest.class.getResourceAsStream("/layouts.txt")) {
            return new String(Objects.requireNonNull(bytes).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
