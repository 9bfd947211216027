package dev.pawl.cli.verb;

import dev.pawl.cli.json.Documents;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.ShutdownInterrupts;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code pawl train}: goes through the motions of migrating, for the launcher's archive of loaded classes. Left
 * out of the help; leaves nothing behind.
 */
final class TrainVerb implements Verb {

    private static final Map<String, String> VARIABLES = Map.of("TERM", "dumb", "LANG", "C.UTF-8", "PAWL_ENV", "");

    @Override
    public Usage usage() {
        return Usage.of("train", "Go through the motions of migrating, for the archive of loaded classes");
    }

    @Override
    public int run(Call call) {
        try (PretendServer server = PretendServer.start()) {
            exercise(call.shell(), server.url());
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

    /**
     * Migrates a fresh database, and then finds nothing to do. That is all: Java loads the whole archive for every command, so
     * what only few commands need makes the others slower.
     *
     * @return what each that could not be done said instead; empty where training covers what it is meant to
     */
    static List<Problem> exercise(Shell shell, String url) throws IOException {
        Path folder = Files.createTempDirectory("pawl-train");
        try {
            write(folder, url);
            Shell silent = silent(shell, folder);
            List<Problem> problems = new ArrayList<>();
            attempt(new MigrateVerb(), silent, List.of(), problems);
            attempt(new MigrateVerb(), silent, List.of("--url", url, "--dir=migrations"), problems);
            return problems;
        } finally {
            delete(folder);
        }
    }

    private static void write(Path folder, String url) throws IOException {
        Files.writeString(folder.resolve("pawl.toml"), "url = \"" + url + "\"\n");
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(
                migrations.resolve("001_train.sql"),
                "-- A table\nCREATE TABLE t (id int); DO $$ BEGIN NULL; END $$;\nINSERT INTO t VALUES (1);\n");
        Files.writeString(migrations.resolve("002_more.sql"), "ALTER TABLE t ADD COLUMN name text;\n");
        Files.writeString(migrations.resolve("003_alone.sql"), "SELECT count(*) FROM t;\n"); // not in bulk
        Files.writeString(migrations.resolve("004_more.sql"), "INSERT INTO t (name) VALUES ('train');\n");
        Files.writeString(migrations.resolve("005_last.sql"), "CREATE INDEX ON t (name);\n");
    }

    private static Shell silent(Shell shell, Path folder) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Shell(
                VARIABLES,
                folder,
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Terminals.NONE,
                shell.zoneSource(),
                new ShutdownInterrupts());
    }

    private static void attempt(Verb verb, Shell shell, List<String> words, List<Problem> problems) {
        Output output = Output.of(shell, Output.Reader.PERSON);
        try {
            Arguments arguments = new ArgumentReader(verb.usage()).read(words);
            output = Output.of(shell, arguments);
            int unused = verb.run(new Call(arguments, shell, output));
        } catch (StoppedRun stopped) {
            show(stopped.failure(), output);
            problems.add(stopped.failure().problem());
        } catch (PawlException failure) {
            show(failure, output);
            problems.add(failure.problem());
        }
    }

    private static void show(PawlException failure, Output output) {
        ProblemText.error(failure.problem(), output.errorTone()).forEach(output::note);
        output.document(Documents.error(failure));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
