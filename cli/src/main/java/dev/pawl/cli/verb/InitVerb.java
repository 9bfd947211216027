package dev.pawl.cli.verb;

import dev.pawl.cli.config.ConfigFile;
import dev.pawl.cli.config.Names;
import dev.pawl.cli.config.Reference;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.Usage;
import dev.pawl.discover.NewFile;
import dev.pawl.discover.NewFileWriter;
import dev.pawl.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code pawl init}: writes a commented config and the first migration, never over a file that is there. */
final class InitVerb implements Verb {

    private static final String FIRST_MIGRATION = "0001_first_table.sql";
    private static final String FIRST_SCRIPT = """
            -- Migration: 0001_first_table.sql
            -- Description: An example to begin with. Change it, or delete it and write your own with `pawl new`.

            CREATE TABLE notes (
                id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                body       text NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now()
            );
            """;

    @Override
    public Usage usage() {
        return Usage.of("init", "Write a commented pawl.toml and a first migration")
                .withDetails("Files that are there already are left as they are.")
                .withExamples(
                        "init\tpawl.toml and migrations/" + FIRST_MIGRATION, "init --dir db/migrations\telsewhere");
    }

    @Override
    public int run(Call call) {
        Path folder = call.shell().folder();
        Path config =
                folder.resolve(call.arguments().value(CommonOptions.CONFIG).orElse(ConfigFile.NAME));
        List<String> given = call.arguments().values(CommonOptions.DIR.name());
        List<String> locations = given.isEmpty() ? List.of("migrations") : given;
        Path migrations = folder.resolve(locations.get(0));

        List<NewFile> missing = new ArrayList<>();
        List<Path> kept = new ArrayList<>();
        if (Files.exists(config)) {
            kept.add(config);
        } else {
            missing.add(new NewFile(config.toString(), Reference.text(seenFrom(config, folder, locations))));
        }
        if (hasFiles(migrations)) {
            kept.add(migrations);
        } else {
            missing.add(new NewFile(migrations.resolve(FIRST_MIGRATION).toString(), FIRST_SCRIPT));
        }
        List<Path> written = NewFileWriter.write(folder, missing);
        show(call, names(written, folder), names(kept, folder));
        return ExitCode.DONE.value();
    }

    private static List<String> seenFrom(Path config, Path folder, List<String> locations) {
        Path base = Objects.requireNonNull(config.toAbsolutePath().normalize().getParent(), "a file has a folder");
        return locations.stream()
                .map(location -> base.relativize(
                                folder.resolve(location).toAbsolutePath().normalize())
                        .toString())
                .toList();
    }

    private static boolean hasFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            return true; // it cannot be looked into: nothing is written there either
        }
    }

    private static List<String> names(List<Path> paths, Path folder) {
        return paths.stream().map(path -> Names.relative(path, folder)).toList();
    }

    private static void show(Call call, List<String> written, List<String> kept) {
        if (call.output().isForProgram()) {
            call.output().document(Documents.files(written, kept));
        }
        written.forEach(file -> call.output().say(call.output().tone().good() + " Wrote " + file));
        kept.forEach(file -> call.output().say(call.output().tone().bullet() + " Kept " + file + ", which was there"));
        call.output().say("");
        call.output().say("Next: name your database in pawl.toml (url = \"...\"), then run `pawl migrate`.");
        call.output().say("Without a database at hand: `pawl migrate --url embedded:`.");
    }
}
