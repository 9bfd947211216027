package dev.pawl.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.CliRun;
import dev.pawl.cli.Main;
import dev.pawl.cli.train.Conversation;
import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.embedded.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run costs that finds all migrations applied, in numbers that no machine's mood changes. Who makes one grow, makes
 * every start of every service slower.
 */
class NothingToDoTest {

    /** Without those of Java and the classes that stand for lambdas; a few more than were counted, so that others can mend things. */
    private static final int MOST_CLASSES_OF_PAWL = 318;

    private static final int MOST_CLASSES_OF_DRIVER = 175;

    /** Each costs about as much as a small class to link. */
    private static final int MOST_LAMBDAS_OF_PAWL = 275;

    private static final int MIGRATIONS = 5;

    private static List<String> loaded = List.of();
    private static Conversation conversation = new Conversation(List.of());

    @BeforeAll
    static void run(@TempDir Path folder) throws IOException, InterruptedException {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        for (int i = 1; i <= MIGRATIONS; i++) {
            Files.writeString(
                    migrations.resolve("00" + i + "_t.sql"), "-- Table " + i + "\nCREATE TABLE t" + i + " (id int);\n");
        }
        try (TestDatabase database = TestDatabase.create();
                RecordingServer server = new RecordingServer(TestServer.get().port())) {
            CliRun.Result first = CliRun.in(folder).run("migrate", "--url", database.url());
            assertThat(first.code()).as(first.err()).isZero();
            String url =
                    "postgresql://postgres@127.0.0.1:" + server.port() + "/" + database.name() + "?sslmode=disable";
            loaded = classesOf(folder, "migrate", "--url", url);
            conversation = server.conversation();
        }
    }

    private static List<String> classesOf(Path folder, String... words) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
        builder.command().addAll(List.of(words));
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("up to date");
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^\\[.*\\] ", ""))
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    @Test
    @DisplayName(
            "design 4: nothing to do: one connection, one round trip after authentication, no write, no lock, no DDL")
    void wire() {
        assertThat(conversation.connections()).hasSize(1);
        List<Conversation.Message> messages = conversation.connections().get(0);
        assertThat(messages.stream().filter(message -> message.type() == 'Z'))
                .as("ends of authentication and of one message")
                .hasSize(2);
        assertThat(messages.stream()
                        .filter(message -> message.type() == 'C')
                        .map(message -> new String(message.body(), StandardCharsets.US_ASCII)))
                .as("what was done")
                .isNotEmpty()
                .allMatch(tag -> tag.startsWith("SELECT "));
    }

    @Test
    @DisplayName("design 4: nothing to do: no library is loaded that it does not need")
    void libraries() {
        assertThat(loaded.stream().filter(NothingToDoTest::isUncalledFor))
                .as("classes of libraries and rooms that are for others")
                .isEmpty();
    }

    private static boolean isUncalledFor(String name) {
        return Stream.of(
                        "picocli.",
                        "org.tomlj.",
                        "io.avaje.",
                        "run.endive.",
                        "dev.pawl.embedded.",
                        "dev.pawl.run.Runner",
                        "dev.pawl.parse.StatementClassifier",
                        // generated equality of records, which Java makes from scratch in every run
                        "java.lang.runtime.ObjectMethods")
                .anyMatch(name::startsWith);
    }

    @Test
    @DisplayName("design 4: nothing to do: no more classes than it needs")
    void classes() {
        List<String> lambdas = loaded.stream().filter(NothingToDoTest::isLambda).toList();
        List<String> plain = loaded.stream().filter(name -> !isLambda(name)).toList();
        List<String> ours =
                plain.stream().filter(name -> name.startsWith("dev.pawl.")).toList();

        assertThat(ours.size()).as("classes of pawl: %s", ours).isBetween(1, MOST_CLASSES_OF_PAWL);
        assertThat(plain.stream()
                        .filter(name -> name.startsWith("org.postgresql."))
                        .count())
                .as("classes of the driver")
                .isBetween(1L, (long) MOST_CLASSES_OF_DRIVER);
        assertThat(lambdas.stream().filter(name -> name.startsWith("dev.pawl.")).count())
                .as("lambdas of pawl")
                .isBetween(1L, (long) MOST_LAMBDAS_OF_PAWL);
    }

    private static boolean isLambda(String name) {
        return name.contains("$$Lambda");
    }
}
