package dev.pawl.cli.words;

import java.util.ArrayList;
import java.util.List;

/** Help, as lines of text. */
public final class HelpText {

    private static final int WIDTH = 100;
    /** Wide enough for every option but the longest. */
    private static final int LABEL_WIDTH = 30;

    private HelpText() {}

    /** The help of one verb. */
    public static List<String> of(Usage usage) {
        List<String> lines = new ArrayList<>();
        StringBuilder synopsis = new StringBuilder("Usage: pawl " + usage.verb() + " [options]");
        usage.words().forEach(word -> synopsis.append(' ').append(word.shown()));
        lines.add(synopsis.toString());
        lines.add("");
        lines.add(usage.summary() + ".");
        for (String paragraph : usage.details()) {
            lines.add("");
            lines.addAll(wrapped(paragraph, 0));
        }
        if (!usage.words().isEmpty()) {
            section(lines, "Arguments:");
            usage.words().forEach(word -> entry(lines, "  " + word.label(), word.summary()));
        }
        if (!usage.options().isEmpty()) {
            section(lines, "Options:");
            usage.options().forEach(option -> entry(lines, shown(option), option.summary()));
        }
        section(lines, "Common options:");
        CommonOptions.ALL.forEach(option -> entry(lines, shown(option), option.summary()));
        addExamples(lines, usage.examples());
        return lines;
    }

    /** The help of the whole command line. */
    public static List<String> ofAll(List<Usage> verbs, List<String> examples) {
        List<String> lines = new ArrayList<>();
        lines.add("pawl moves the schema of a PostgreSQL database forward, one migration at a time.");
        lines.add("");
        lines.add("Usage: pawl VERB [options]");
        section(lines, "Verbs:");
        verbs.forEach(verb -> entry(lines, "  " + verb.verb(), lowerFirst(verb.summary())));
        section(lines, "Common options:");
        CommonOptions.ALL.forEach(option -> entry(lines, shown(option), option.summary()));
        entry(lines, "  -V, --version", "print the version of this tool");
        section(lines, "Exit codes:");
        EXIT_CODES.forEach(code -> lines.add("  " + code));
        addExamples(lines, examples);
        lines.add("");
        lines.add("`pawl help VERB` tells more about each.");
        return lines;
    }

    private static final List<String> EXIT_CODES = List.of(
            "0  done",
            "1  a migration failed",
            "2  usage or configuration",
            "3  files and history disagree, or a file cannot be understood",
            "4  a check failed, or something is out of date",
            "5  something is pending, and you asked",
            "6  the database cannot be reached or used",
            "7  a lock was not obtained",
            "8  refused by a safety rule",
            "130, 143  interrupted");

    private static void addExamples(List<String> lines, List<String> examples) {
        if (examples.isEmpty()) {
            return;
        }
        section(lines, "Examples:");
        for (String example : examples) {
            int tab = example.indexOf('\t');
            String command = "  pawl " + (tab < 0 ? example : example.substring(0, tab));
            lines.add(tab < 0 ? command : padded(command, 50) + "# " + example.substring(tab + 1));
        }
    }

    private static String lowerFirst(String summary) {
        return Character.toLowerCase(summary.charAt(0)) + summary.substring(1);
    }

    private static String shown(Option option) {
        return "  " + option.letter().map(letter -> letter + ", ").orElse("    ") + option.shown();
    }

    private static void section(List<String> lines, String title) {
        lines.add("");
        lines.add(title);
    }

    private static void entry(List<String> lines, String label, String summary) {
        List<String> text = wrapped(summary, LABEL_WIDTH + 2);
        if (label.length() > LABEL_WIDTH) {
            lines.add(label);
            lines.addAll(text);
            return;
        }
        lines.add(padded(label, LABEL_WIDTH + 2) + text.get(0).strip());
        lines.addAll(text.subList(1, text.size()));
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text + "  " : text + " ".repeat(width - text.length());
    }

    private static List<String> wrapped(String text, int indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        for (String word : text.split(" ", -1)) {
            if (line.length() > indent && line.length() + word.length() >= WIDTH) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                line.append(" ".repeat(indent));
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
