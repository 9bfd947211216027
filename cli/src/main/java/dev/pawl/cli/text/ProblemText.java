package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.error.Excerpt;
import dev.pawl.error.Problem;
import dev.pawl.error.ServerMessage;
import dev.pawl.migration.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** A problem as people read it: what, where, why, and what to do (spec T3). */
public final class ProblemText {

    private ProblemText() {}

    /** A problem that ended the call. */
    public static List<String> error(Problem problem, Tone tone) {
        return lines(tone.red("error[" + problem.code() + "]"), problem, tone);
    }

    /** A problem that did not. */
    public static List<String> warning(Problem problem, Tone tone) {
        return lines(tone.yellow("warning[" + problem.code() + "]"), problem, tone);
    }

    private static List<String> lines(String label, Problem problem, Tone tone) {
        List<String> lines = new ArrayList<>();
        String[] message = problem.message().split("\n", -1);
        lines.add(label + ": " + tone.bold(message[0]));
        for (int i = 1; i < message.length; i++) {
            lines.add("  " + message[i]);
        }
        problem.position().ifPresent(position -> addPlace(lines, position, problem, tone));
        problem.server().ifPresent(server -> addServer(lines, server, problem.message()));
        addLabelled(lines, "  " + tone.green("fix") + ": ", 7, problem.fix());
        return lines;
    }

    private static void addPlace(List<String> lines, SourcePosition position, Problem problem, Tone tone) {
        String number = Integer.toString(position.line());
        String margin = " ".repeat(number.length());
        lines.add(margin + tone.faint("--> ") + position);
        if (problem.excerpt().isEmpty()) {
            return;
        }
        Excerpt excerpt = problem.excerpt().get();
        lines.add(margin + tone.faint(" |"));
        lines.add(tone.faint(number + " | ") + excerpt.line());
        lines.add(margin + tone.faint(" | ") + indentLike(excerpt) + tone.red("^"));
    }

    /** Tabs stay tabs, so that the caret stands under its column whatever their width is. */
    private static String indentLike(Excerpt excerpt) {
        StringBuilder indent = new StringBuilder();
        for (int i = 0; i < excerpt.caret() - 1; i++) {
            boolean isTab = i < excerpt.line().length() && excerpt.line().charAt(i) == '\t';
            indent.append(isTab ? '\t' : ' ');
        }
        return indent.toString();
    }

    private static void addServer(List<String> lines, ServerMessage server, String said) {
        if (!said.contains(server.message())) {
            addLabelled(lines, "  server: ", 10, server.message());
        }
        server.detail().ifPresent(detail -> addLabelled(lines, "  detail: ", 10, detail));
        server.hint().ifPresent(hint -> addLabelled(lines, "  hint: ", 8, hint));
        server.where().ifPresent(where -> addLabelled(lines, "  where: ", 9, where));
        lines.add("  SQLSTATE: " + server.sqlState());
    }

    private static void addLabelled(List<String> lines, String label, int width, String text) {
        String[] parts = text.strip().split("\n", -1);
        lines.add(label + parts[0]);
        for (int i = 1; i < parts.length; i++) {
            lines.add(" ".repeat(width) + parts[i]);
        }
    }
}
