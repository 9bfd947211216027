package dev.pawl.cli.verb;

import dev.pawl.cli.config.Names;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ExitCode;
import java.util.List;

/** {@code pawl new "add users"}: writes the next migration's file (spec section 10, R9). */
final class NewVerb implements Verb {

    private static final Option REVERTS =
            Option.value("--reverts", "VERSION", "write a migration that takes this one back");

    @Override
    public Usage usage() {
        return Usage.of("new", "Write the file of a new migration")
                .withDetails("The file gets the next version, named the way the folder's other files are.")
                .withWords(Word.one("DESCRIPTION", "what it does, in a few words: \"add users\""))
                .withOptions(REVERTS)
                .withExamples(
                        "new \"add users\"\tfor example migrations/0003_add_users.sql",
                        "new \"drop users\" --reverts 3\ta skeleton that takes migration 3 back");
    }

    @Override
    public int run(Call call) {
        String description = call.arguments().word(0).orElseThrow();
        List<String> files =
                Project.files(call.settings())
                        .newMigration(description, call.arguments().value(REVERTS))
                        .stream()
                        .map(path -> Names.relative(path, call.shell().folder()))
                        .toList();
        if (call.output().isForProgram()) {
            call.output().document(Documents.files(files, List.of()));
        }
        files.forEach(file -> call.output().say(call.output().tone().good() + " Wrote " + file));
        call.output().say("Write its SQL, then run `pawl migrate`.");
        return ExitCode.DONE.value();
    }
}
