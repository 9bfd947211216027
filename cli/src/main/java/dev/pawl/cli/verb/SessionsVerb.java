package dev.pawl.cli.verb;

import dev.pawl.EndSessionRequest;
import dev.pawl.EndSessionRequest.Target;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.json.Documents;
import dev.pawl.cli.text.SessionsText;
import dev.pawl.cli.words.Arguments;
import dev.pawl.cli.words.Option;
import dev.pawl.cli.words.Usage;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.ExitCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.SessionsReport;
import java.util.Optional;

/** {@code pawl sessions}: who is at work, and who is in the way; ends a stuck one (spec R11; seed B61). */
final class SessionsVerb implements Verb {

    private static final Option END =
            Option.value("--end", "PID", "end this session: a runner, or one that a runner waits for");
    private static final Option RELEASE =
            Option.value("--release", "VERSION", "give up the lease that a dead run has on this migration");
    private static final Option YES =
            Option.flag("--yes", "do it without asking").withLetter("-y");

    @Override
    public Usage usage() {
        return Usage.of("sessions", "Show who runs or blocks a migration, and end a stuck one")
                .withDetails(
                        "Lists the runs at work on this database, the leases of migrations that run outside a transaction, and"
                                + " the sessions that keep a run from going on. It changes nothing, and any role may look.",
                        "--end cancels what the session does, which lets a run record why it failed; if that is not enough"
                                + " within 5s, its connection is closed. What had begun is rolled back. Only runs and what"
                                + " they wait for can be ended. The audit trail records who did it and why.",
                        "On production it must be confirmed, as `pawl migrate` must.")
                .withOptions(END, RELEASE, MarkVerb.REASON, YES)
                .withExamples(
                        "sessions\twho is at work, and who is in the way",
                        "sessions --end 4711 --reason \"forgotten in a debugger\"\tend one",
                        "sessions --release 7\tdo not wait for the lease of a dead run to expire");
    }

    @Override
    public int run(Call call) {
        Optional<Target> target = target(call.arguments());
        try (Project project = call.open(RunListener.SILENT)) {
            if (target.isPresent()) {
                end(call, project, target.get());
            } else {
                list(call, project);
            }
            return ExitCode.DONE.value();
        }
    }

    private static Optional<Target> target(Arguments arguments) {
        Optional<String> pid = arguments.value(END);
        Optional<String> lease = arguments.value(RELEASE);
        if (pid.isPresent() && lease.isPresent()) {
            throw usage("--end and --release exclude each other.", "End one, look again, and then the other.");
        }
        boolean isForEnding = arguments.has(YES) || arguments.has(MarkVerb.REASON);
        if (pid.isEmpty() && lease.isEmpty() && isForEnding) {
            throw usage(
                    "--yes and --reason belong to --end or --release.",
                    "Say what to end: `pawl sessions --end PID`; `pawl sessions` alone lists them.");
        }
        return pid.<Target>map(text -> new EndSessionRequest.OfProcess(number(text), Optional.empty()))
                .or(() -> lease.map(EndSessionRequest.OfLease::new));
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw PawlException.of(
                    usage("--end is not the number of a process: " + text + ".", "`pawl sessions` lists them.")
                            .problem(),
                    e);
        }
    }

    private static PawlException usage(String message, String fix) {
        return PawlException.of(Problem.of(ErrorCode.USAGE_INVALID, message, fix));
    }

    private static void list(Call call, Project project) {
        SessionsReport report = project.pawl().sessions();
        if (call.output().isForProgram()) {
            call.output().document(Documents.sessions(report));
        }
        call.output().say(SessionsText.of(report, call.output().tone()));
    }

    private static void end(Call call, Project project, Target target) {
        EndSessionReport report = new Production(call)
                .correct(confirmation -> project.cancellable(pawl -> pawl.endSession(new EndSessionRequest(
                        target, call.arguments().value(MarkVerb.REASON), confirmation, what -> isAgreed(call, what)))));
        if (call.output().isForProgram()) {
            call.output().document(Documents.endSession(report));
        }
        call.output()
                .say(
                        target instanceof EndSessionRequest.OfLease lease
                                ? SessionsText.ofLease(
                                        report, lease.selector(), call.output().tone())
                                : SessionsText.of(report, call.output().tone()));
    }

    private static boolean isAgreed(Call call, String what) {
        return call.arguments().has(YES) || Question.isAgreed(call, "End " + what + "? [y/N] ");
    }
}
