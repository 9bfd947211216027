package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.report.RepairReport;
import java.util.ArrayList;
import java.util.List;

/** What a repair did, or would do. */
public final class RepairText {

    private RepairText() {}

    /** The lines. */
    public static List<String> of(RepairReport report, Tone tone) {
        if (report.realigned().isEmpty() && report.cleared().isEmpty()) {
            return List.of("Nothing to repair: files and history agree");
        }
        List<String> lines = new ArrayList<>();
        for (RepairReport.Realigned migration : report.realigned()) {
            lines.add((report.isPreview() ? "Would accept " : tone.good() + " Accepted ")
                    + migration.filename()
                    + (migration.isSemantic() ? "" : " (white space and comments only)"));
            lines.addAll(difference(migration, tone));
        }
        report.cleared()
                .forEach(migration -> lines.add((report.isPreview() ? "Would clear " : tone.good() + " Cleared ")
                        + "the failed row of " + migration.filename()));
        if (report.isPreview()) {
            lines.add("");
            lines.add("Nothing was changed. Do it with `pawl repair --yes --reason \"...\"`.");
        }
        return lines;
    }

    private static List<String> difference(RepairReport.Realigned migration, Tone tone) {
        if (migration.difference().isEmpty()) {
            return List.of("    (the text that was applied is not known; compare it in version control)");
        }
        return migration
                .difference()
                .get()
                .lines()
                .map(line -> "    " + painted(line, tone))
                .toList();
    }

    private static String painted(String line, Tone tone) {
        if (line.startsWith("+")) {
            return tone.green(line);
        }
        return line.startsWith("-") ? tone.red(line) : line;
    }
}
