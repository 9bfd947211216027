package dev.pawl.cli.verb;

import dev.pawl.cli.json.Documents;
import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.Terminals;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.text.ProblemText;
import dev.pawl.cli.train.PretendServer;
import dev.pawl.cli.words.ArgumentReader;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code pawl train}: goes through the motions of the usual commands, for the launcher's archive of loaded classes. Left
 * out of the help; leaves nothing behind.
 */
final class TrainVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("train", "Go through the motions of the usual commands, for the archive of loaded classes");
    }

    @Override
    public int run(Call call) {
        try {
            Path folder = Files.createTempDirectory("pawl-train");
            try (PretendServer server = PretendServer.start()) {
                write(folder, server.url());
                Shell silent = silent(call.shell(), folder);
                attempt(new StatusVerb(), silent, List.of("--verbose"));
                attempt(new StatusVerb(), silent, List.of("--json"));
                attempt(new ValidateVerb(), silent, List.of());
                attempt(new MigrateVerb(), silent, List.of());
            } finally {
                delete(folder);
            }
            return ExitCode.DONE.value();
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.FILE_NOT_WRITABLE,
                            "No temporary folder can be used: " + e.getMessage() + ".",
                            "Set TMPDIR to a folder that can be written to."),
                    e);
        }
    }

    private static void write(Path folder, String url) throws IOException {
        Files.writeString(folder.resolve("pawl.toml"), "url = \"" + url + "\"\n");
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(
                migrations.resolve("001_train.sql"),
                "-- A table\nCREATE TABLE t (id int); DO $$ BEGIN NULL; END $$;\nINSERT INTO t VALUES (1);\n");
    }

    private static Shell silent(Shell shell, Path folder) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Shell(
                Map.of(),
                folder,
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Terminals.NONE,
                shell.zoneSource(),
                Interrupts.NEVER);
    }

    private static void attempt(Verb verb, Shell shell, List<String> words) {
        Arguments arguments = new ArgumentReader(verb.usage()).read(words);
        Output output = Output.of(shell, arguments);
        try {
            int unused = verb.run(new Call(arguments, shell, output));
        } catch (StoppedRun expected) {
            show(expected.failure(), output);
        } catch (PawlException expected) {
            show(expected, output);
        }
    }

    private static void show(PawlException expected, Output output) {
        ProblemText.error(expected.problem(), output.errorTone()).forEach(output::note);
        output.document(Documents.error(expected));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
