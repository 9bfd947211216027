package dev.pawl.cli;

import dev.pawl.cli.json.Documents;
import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.text.GithubActions;
import dev.pawl.cli.text.Output;
import dev.pawl.cli.text.ProblemText;
import dev.pawl.cli.verb.Call;
import dev.pawl.cli.verb.StoppedRun;
import dev.pawl.cli.verb.Tool;
import dev.pawl.cli.verb.Verb;
import dev.pawl.cli.verb.Verbs;
import dev.pawl.cli.words.ArgumentReader;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.cli.words.HelpText;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Suggestion;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** One command line, from its words to its exit code. */
public final class Cli {

    /** What other tools call pawl's verbs. */
    private static final Map<String, String> FOREIGN_VERBS = Map.of(
            "up", "migrate",
            "apply", "migrate",
            "deploy", "migrate",
            "info", "status",
            "list", "status",
            "create", "new",
            "generate", "new",
            "down", "rollback",
            "undo", "rollback",
            "verify", "validate");

    private final Shell shell;

    /** A command line in a shell. */
    public Cli(Shell shell) {
        this.shell = shell;
    }

    /** Runs a command; everything that goes wrong is printed and becomes the exit code (spec T3). */
    public int run(List<String> words) {
        Output output = Output.of(shell, isForProgram(words) ? Output.Reader.PROGRAM : Output.Reader.PERSON);
        try {
            return dispatch(words, output);
        } catch (StoppedRun stopped) {
            PawlException failure = stopped.failure();
            return fail(failure, output, code -> Documents.stopped(failure, code, stopped.applied()));
        } catch (PawlException failure) {
            return fail(failure, output);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
            return fail(bug(defect, words), output);
        }
    }

    private static boolean isForProgram(List<String> words) {
        int end = words.indexOf("--");
        return (end < 0 ? words : words.subList(0, end)).contains(CommonOptions.JSON.name());
    }

    private int dispatch(List<String> words, Output output) {
        int place = placeOfVerb(words);
        if (place < 0) {
            return withoutVerb(words, output);
        }
        Verb verb = Verbs.find(words.get(place)).orElseThrow(() -> unknownVerb(words.get(place)));
        List<String> rest = new ArrayList<>(words);
        rest.remove(place);
        Arguments arguments = new ArgumentReader(verb.usage()).read(rest);
        if (arguments.has(CommonOptions.HELP)) {
            output.answer(HelpText.of(verb.usage()));
            return ExitCode.DONE.value();
        }
        return verb.run(new Call(arguments, shell, Output.of(shell, arguments)));
    }

    /** The first word that is neither an option nor the value of a common one. */
    private static int placeOfVerb(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                return i;
            }
            boolean takesNext = CommonOptions.ALL.stream()
                    .anyMatch(option -> option.takes() != Option.Takes.NOTHING
                            && option.name().equals(word));
            if (takesNext) {
                i++;
            }
        }
        return -1;
    }

    private int withoutVerb(List<String> words, Output output) {
        if (words.contains("-V") || words.contains("--version")) {
            if (output.isForProgram()) {
                output.document(Documents.tool(Tool.version()));
            } else {
                output.answer(List.of(Tool.NAME + " " + Tool.version()));
            }
            return ExitCode.DONE.value();
        }
        List<String> known = CommonOptions.ALL.stream()
                .flatMap(option -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(option.name()), option.letter().stream()))
                .toList();
        Optional<String> unknown =
                words.stream().filter(word -> !known.contains(word)).findFirst();
        if (words.contains("-h") || words.contains("--help") || words.isEmpty()) {
            output.answer(Verbs.help());
            return words.isEmpty() ? ExitCode.USAGE.value() : ExitCode.DONE.value();
        }
        throw usage(
                unknown.map(word -> "pawl does not know the option " + word + ".")
                        .orElse("A verb is missing."),
                unknown.flatMap(word -> Suggestion.nearest(word, known))
                                .map(meant -> "Did you mean `" + meant + "`? ")
                                .orElse("")
                        + "`pawl --help` lists the verbs.");
    }

    private static PawlException unknownVerb(String word) {
        Optional<String> meant =
                Optional.ofNullable(FOREIGN_VERBS.get(word)).or(() -> Suggestion.nearest(word, Verbs.names()));
        return usage(
                "pawl does not know the verb " + word + ".",
                meant.map(verb -> "Did you mean `pawl " + verb + "`? ").orElse("") + "`pawl --help` lists the verbs.");
    }

    private static PawlException usage(String message, String fix) {
        return PawlException.of(Problem.of(ErrorCode.USAGE_INVALID, message, fix));
    }

    private int fail(PawlException failure, Output output) {
        return fail(failure, output, code -> Documents.error(failure, code));
    }

    private int fail(PawlException failure, Output output, IntFunction<String> document) {
        int code = shell.interrupts().exitCode(failure.exitCode().value());
        if (output.isForProgram()) {
            output.document(document.apply(code));
        } else {
            boolean isFirst = true;
            for (Problem problem : failure.problems()) {
                if (!isFirst) {
                    output.note("");
                }
                ProblemText.error(problem, output.errorTone()).forEach(output::note);
                isFirst = false;
            }
        }
        GithubActions.in(shell).ifPresent(actions -> actions.annotate(failure.problems()));
        return code;
    }

    private PawlException bug(Throwable defect, List<String> words) {
        String fix = "Run it again with `--verbose` and report what it prints.";
        if (words.contains(CommonOptions.VERBOSE.name()) || words.contains("-v")) {
            StringWriter trace = new StringWriter();
            defect.printStackTrace(new PrintWriter(trace));
            shell.err().print(trace);
            fix = "Report this, with the lines above.";
        }
        return PawlException.of(Problem.of(ErrorCode.BUG, "pawl has a defect: " + defect + ".", fix), defect);
    }
}
