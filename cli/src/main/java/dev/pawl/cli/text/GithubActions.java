package dev.pawl.cli.text;

import dev.pawl.cli.shell.Shell;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What GitHub Actions shows of a run: groups of lines, errors on the file and line, and a summary. Its commands go to
 * standard error, which it reads as well, so that standard output stays what it is.
 */
public final class GithubActions {

    private final Shell shell;

    private GithubActions(Shell shell) {
        this.shell = shell;
    }

    /** The workflow that this shell belongs to, if any. */
    public static Optional<GithubActions> in(Shell shell) {
        return shell.isOn("GITHUB_ACTIONS") ? Optional.of(new GithubActions(shell)) : Optional.empty();
    }

    /** Begins lines that can be folded. */
    public void beginGroup(String title) {
        print("::group::" + escapedMessage(title));
    }

    /** Ends them. */
    public void endGroup() {
        print("::endgroup::");
    }

    /** Shows problems at the lines they are about. */
    public void annotate(List<Problem> problems) {
        for (Problem problem : problems) {
            print("::error " + place(problem) + "title=" + problem.code() + "::"
                    + escapedMessage(problem.message() + "\n" + problem.fix()));
        }
    }

    private String place(Problem problem) {
        return problem.position().map(this::place).orElse("");
    }

    // Actions wants paths from the root of the checkout.
    private String place(SourcePosition position) {
        Path file = shell.folder().resolve(position.file()).normalize();
        String shown = shell.variable("GITHUB_WORKSPACE")
                .map(Path::of)
                .filter(file::startsWith)
                .map(root -> root.relativize(file).toString())
                .orElse(position.file());
        return "file=" + escapedProperty(shown) + ",line=" + position.line() + ",col=" + position.column() + ",";
    }

    /** Appends Markdown to the summary of the step; says so where that is not possible. */
    public void summarise(List<String> markdown) {
        Optional<String> file = shell.variable("GITHUB_STEP_SUMMARY");
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    shell.folder().resolve(file.get()),
                    String.join("\n", markdown) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            print("::warning::The step summary could not be written: "
                    + escapedMessage(String.valueOf(e.getMessage())));
        }
    }

    private void print(String command) {
        shell.err().print(command + "\n");
        shell.err().flush();
    }

    private static String escapedMessage(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String escapedProperty(String text) {
        return escapedMessage(text).replace(":", "%3A").replace(",", "%2C");
    }
}
