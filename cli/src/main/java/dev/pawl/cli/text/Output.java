package dev.pawl.cli.text;

import dev.pawl.cli.shell.Shell;
import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.CommonOptions;
import dev.pawl.error.Problem;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where a verb's words go. Results go to standard output, as text or as one JSON document; problems, progress and
 * questions go to standard error.
 */
public final class Output {

    /** Who reads standard output. */
    public enum Reader {
        /** A person. */
        PERSON,
        /** A person who wants to see problems only. */
        NOBODY,
        /** A program. */
        PROGRAM
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Reader reader;
    private final boolean isVerbose;
    private final Tone tone;
    private final Tone errorTone;
    private final boolean isLive;
    private ProgressBar bar = ProgressBar.NONE;

    private Output(Shell shell, Reader reader, boolean isVerbose, boolean isColourRefused) {
        this.out = shell.out();
        this.err = shell.err();
        this.reader = reader;
        this.isVerbose = isVerbose;
        this.tone = Tone.of(shell, shell.terminals().out(), isColourRefused);
        this.errorTone = Tone.of(shell, shell.terminals().err(), isColourRefused);
        this.isLive = errorTone.hasColour() && reader != Reader.NOBODY;
    }

    /** The output that the words of a call ask for. */
    public static Output of(Shell shell, Arguments arguments) {
        Reader reader = arguments.has(CommonOptions.JSON)
                ? Reader.PROGRAM
                : arguments.has(CommonOptions.QUIET) ? Reader.NOBODY : Reader.PERSON;
        return new Output(
                shell,
                reader,
                arguments.has(CommonOptions.VERBOSE) && reader == Reader.PERSON,
                arguments.has(CommonOptions.NO_COLOR));
    }

    /** The output of a call whose words are not understood. */
    public static Output of(Shell shell, Reader reader) {
        return new Output(shell, reader, false, false);
    }

    /** Whether results are to be one JSON document. */
    public boolean isForProgram() {
        return reader == Reader.PROGRAM;
    }

    /** Whether more than usual is wanted. */
    public boolean isVerbose() {
        return isVerbose;
    }

    /** The marks and colours of standard output. */
    public Tone tone() {
        return tone;
    }

    /** The marks and colours of standard error. */
    public Tone errorTone() {
        return errorTone;
    }

    /** Tells a person. */
    public void say(String line) {
        if (reader == Reader.PERSON) {
            print(out, line);
        }
    }

    /** Tells a person several lines. */
    public void say(List<String> lines) {
        lines.forEach(this::say);
    }

    /** Tells a person who wants to know more than usual. */
    public void detail(String line) {
        if (isVerbose) {
            print(out, tone.faint(line));
        }
    }

    /** As {@link #detail(String)}, for what is told so often that it is not even written where nobody wants to know. */
    public void detail(Supplier<String> line) {
        if (isVerbose) {
            detail(line.get());
        }
    }

    /** Prints a document for a program. */
    public void document(String json) {
        print(out, json);
    }

    /** Prints what was asked for by name, such as help: also to those who want problems only. */
    public void answer(List<String> lines) {
        lines.forEach(line -> print(out, line));
    }

    /** Tells of something that is not as it should be, on standard error. */
    public void warn(Problem problem) {
        ProblemText.warning(problem, errorTone).forEach(this::note);
    }

    /** Prints a line on standard error. */
    public void note(String line) {
        print(err, line);
    }

    /** Prints on standard error without ending the line: a question, a countdown. */
    public synchronized void prompt(String text) {
        bar.erase();
        err.print(text);
        err.flush();
    }

    /** Shows a progress bar below the lines from now on, if standard error is a terminal. */
    public synchronized void showProgress(int total) {
        if (isLive && total > 0) {
            bar = ProgressBar.on(err, this, total);
        }
    }

    /** The bar, or one that shows nothing. */
    public synchronized ProgressBar progress() {
        return bar;
    }

    /** Takes the bar away. */
    public synchronized void endProgress() {
        bar.close();
        bar = ProgressBar.NONE;
    }

    private synchronized void print(PrintStream stream, String line) {
        bar.erase();
        stream.print(line);
        stream.print('\n');
        stream.flush();
        bar.draw();
    }
}
