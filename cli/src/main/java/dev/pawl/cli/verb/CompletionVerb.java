package dev.pawl.cli.verb;

import dev.pawl.cli.words.Completion;
import dev.pawl.cli.words.Usage;
import dev.pawl.cli.words.Word;
import dev.pawl.error.ExitCode;

/** {@code pawl completion bash|zsh}: a script that completes verbs and options. */
final class CompletionVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("completion", "Print a script that teaches a shell pawl's verbs and options")
                .withWords(Word.one("SHELL", "bash or zsh").withChoices("bash", "zsh"))
                .withExamples(
                        "completion bash > ~/.local/share/bash-completion/completions/pawl\tbash",
                        "completion zsh > ~/.zsh/_pawl\tzsh");
    }

    @Override
    public int run(Call call) {
        String shell = call.arguments().word(0).orElseThrow();
        call.output().answer(shell.equals("bash") ? Completion.bash(Verbs.usages()) : Completion.zsh(Verbs.usages()));
        return ExitCode.DONE.value();
    }
}
