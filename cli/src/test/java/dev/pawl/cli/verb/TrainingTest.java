package dev.pawl.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.Terminals;
import dev.pawl.cli.shell.Uninterrupted;
import dev.pawl.cli.train.Conversation;
import dev.pawl.cli.train.PretendServer;
import dev.pawl.embedded.testing.TestDatabase;
import dev.pawl.embedded.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The training run for the archive of loaded classes. {@code -Dgolden.update=true} records the server's side of it anew,
 * which is due when the verbs ask the server other questions.
 */
class TrainingTest {

    private static final Path RECORDED =
            Path.of("src/main/resources/dev/pawl/cli/train").resolve(Conversation.RESOURCE);

    @Test
    @DisplayName("design 4: the training run can be done on a real server, where its conversation is recorded")
    void record() throws IOException {
        try (TestDatabase database = TestDatabase.create();
                RecordingServer server = new RecordingServer(TestServer.get().port())) {
            String url =
                    "postgresql://postgres@127.0.0.1:" + server.port() + "/" + database.name() + "?sslmode=disable";
            assertThat(TrainVerb.exercise(shell(), url)).isEmpty();
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(RECORDED.getParent());
                Files.writeString(RECORDED, server.conversation().text());
            }
        }
    }

    @Test
    @DisplayName("design 4: the training run goes through migrating and having nothing to do, without a server")
    void play() throws IOException {
        try (PretendServer server = PretendServer.start()) {
            assertThat(TrainVerb.exercise(shell(), server.url()))
                    .as("what failed; record the conversation anew with -Dgolden.update=true")
                    .isEmpty();
        }
    }

    private static Shell shell() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Shell(
                Map.of(),
                Path.of(""),
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Terminals.NONE,
                () -> ZoneOffset.UTC,
                new Uninterrupted());
    }
}
