package dev.pawl.cli.verb;

import dev.pawl.cli.connect.Project;
import dev.pawl.cli.connect.Settings;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.DoctorText;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.event.RunListener;
import dev.pawl.report.DoctorReport;
import dev.pawl.report.DoctorReport.Finding;
import dev.pawl.report.DoctorReport.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code pawl doctor}: looks at the whole set-up and says what to mend (spec, section 10; seed E61). */
final class DoctorVerb implements Verb {

    @Override
    public Usage usage() {
        return Usage.of("doctor", "Look at the set-up and say what to mend")
                .withDetails(
                        "Looks at Java, the config, the folder, the connection, the role's privileges and the history."
                                + " Changes nothing. Ends with 4 when something must be mended.");
    }

    @Override
    public int run(Call call) {
        List<Finding> findings = new ArrayList<>(new Surroundings(call.shell()).findings());
        settings(call, findings).ifPresent(settings -> examine(call, settings, findings));
        DoctorReport report = new DoctorReport(findings);
        if (call.output().isForProgram()) {
            call.output().document(Documents.doctor(report));
        }
        call.output().say(DoctorText.of(report, call.output().tone()));
        boolean isBad = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.BAD);
        return isBad ? ExitCode.CHECK.value() : ExitCode.DONE.value();
    }

    private static Optional<Settings> settings(Call call, List<Finding> findings) {
        try {
            Settings settings = call.settings();
            findings.addAll(new Surroundings(call.shell()).findings(settings.config()));
            return Optional.of(settings);
        } catch (PawlException failure) {
            findings.addAll(bad("Config", failure));
            return Optional.empty();
        }
    }

    private static void examine(Call call, Settings settings, List<Finding> findings) {
        try (Project project = Project.open(settings, RunListener.SILENT, call.output())) {
            findings.addAll(project.pawl().doctor().findings());
        } catch (PawlException failure) {
            findings.addAll(bad("Connection", failure));
        }
    }

    private static List<Finding> bad(String subject, PawlException failure) {
        return failure.problems().stream()
                .map(problem -> new Finding(
                        subject,
                        Verdict.BAD,
                        problem.position().map(at -> at + ": ").orElse("") + problem.message(),
                        problem.fix()))
                .toList();
    }
}
