package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Durations;
import dev.pawl.report.EndSessionReport;
import dev.pawl.report.LiveSession;
import dev.pawl.report.SessionsReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is at work, and who is in the way. */
public final class SessionsText {

    private static final String INDENT = "      ";

    private final SessionsReport report;
    private final Tone tone;
    private final List<String> lines = new ArrayList<>();

    private SessionsText(SessionsReport report, Tone tone) {
        this.report = report;
        this.tone = tone;
    }

    /** The lines of a listing. */
    public static List<String> of(SessionsReport report, Tone tone) {
        return new SessionsText(report, tone).all();
    }

    /** What became of one that was to be ended. */
    public static List<String> of(EndSessionReport report, Tone tone) {
        String session = report.session()
                .map(one -> "pid " + one.pid()
                        + one.applicationName().map(name -> " (" + name + ")").orElse(""))
                .orElse("the session");
        String lease =
                report.lease().map(one -> "the lease of " + one.migration()).orElse("the lease");
        return List.of(
                switch (report.outcome()) {
                    case CANCELLED ->
                        tone.good() + " Cancelled what " + session + " was doing; its transaction is rolled back";
                    case TERMINATED -> tone.good() + " Ended " + session + "; its transaction is rolled back";
                    case RELEASED -> tone.good() + " Gave up " + lease + "; the next run goes on with it at once";
                    case GONE ->
                        "Nothing to end: "
                                + (report.lease().isPresent()
                                        ? lease + " is free; the next run goes on with it"
                                        : "it is gone already");
                });
    }

    /** What became of a lease that was to be given up. */
    public static List<String> ofLease(EndSessionReport report, String migration, Tone tone) {
        return report.lease().isPresent()
                ? of(report, tone)
                : List.of("Nothing to give up: no run has, or had, a lease of migration " + migration);
    }

    private List<String> all() {
        if (report.isEmpty()) {
            lines.add("No runner is at work, no lease is held.");
        } else {
            addRunners();
            addLeases();
            addBlockers();
        }
        List<String> remarks = remarks();
        if (!remarks.isEmpty() && !report.isEmpty()) {
            lines.add("");
        }
        lines.addAll(remarks);
        return lines;
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        report.notes().forEach(note -> remarks.add(tone.attention() + " " + note));
        if (!report.runners().isEmpty() || !report.blockers().isEmpty()) {
            remarks.add("End one that is stuck with `pawl sessions --end PID --reason \"...\"`.");
        }
        if (report.leases().stream().anyMatch(lease -> lease.state() == SessionsReport.Lease.State.ORPHANED)) {
            remarks.add("Give up the lease of a dead run with `pawl sessions --release VERSION --reason \"...\"`.");
        }
        return remarks;
    }

    private void addRunners() {
        lines.add(heading("Runners", report.runners().size()));
        for (SessionsReport.Runner runner : report.runners()) {
            LiveSession session = runner.session();
            lines.add("  " + tone.bullet() + " pid " + session.pid()
                    + runner.migration().map(file -> "  " + tone.bold(file)).orElse("") + state(session));
            lines.add(INDENT + "run " + runner.run()
                    + runner.process()
                            .or(runner::actor)
                            .map(who -> " by " + who)
                            .orElse("")
                    + origin(session));
            addWaits(session);
            addQuery(session);
        }
    }

    private void addLeases() {
        if (report.leases().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(heading("Leases", report.leases().size()));
        for (SessionsReport.Lease lease : report.leases()) {
            boolean isDead = lease.state() == SessionsReport.Lease.State.ORPHANED;
            lines.add("  " + (isDead ? tone.attention() : tone.bullet()) + " " + tone.bold(lease.migration()) + "  "
                    + progress(lease));
            lines.add(INDENT + holder(lease));
        }
    }

    private static String progress(SessionsReport.Lease lease) {
        return lease.finished()
                + lease.statements().map(total -> " of " + total).orElse("")
                + (lease.statements().orElse(lease.finished()) == 1 ? " statement done" : " statements done")
                + lease.running()
                        .map(statement -> ", statement " + statement + " begun")
                        .orElse("");
    }

    private static String holder(SessionsReport.Lease lease) {
        String who =
                lease.process() + lease.run().map(run -> " (run " + run + ")").orElse("");
        String heard = ", last heard of " + show(lease.heartbeatAge()) + " ago";
        return switch (lease.state()) {
            case HELD ->
                "held by " + who + heard + "; pid "
                        + lease.pids().stream().map(String::valueOf).collect(Collectors.joining(", "));
            case ORPHANED ->
                "held by " + who + heard + "; no session of it is left, others may go on in " + show(lease.expiresIn());
            case EXPIRED -> "expired; it was " + who + heard + ". The next run goes on with it";
            case RELEASED -> "given up by " + who + "; the next run goes on with it";
        };
    }

    private void addBlockers() {
        if (report.blockers().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(heading("Blockers", report.blockers().size()));
        for (SessionsReport.Blocker blocker : report.blockers()) {
            LiveSession session = blocker.session();
            lines.add("  " + tone.attention() + " "
                    + (session.pid() == 0 ? "a prepared transaction (see pg_prepared_xacts)" : "pid " + session.pid())
                    + session.applicationName().map(name -> "  " + name).orElse("") + state(session));
            if (session.pid() != 0) {
                lines.add(INDENT + ("session" + origin(session)).replaceFirst("^session, ", ""));
            }
            blocker.blocks().forEach(blocked -> lines.add(INDENT + blocks(blocked)));
            addWaits(session);
            addQuery(session);
        }
    }

    private static String blocks(SessionsReport.Blocked blocked) {
        String on = blocked.relation()
                .map(relation -> " on " + relation)
                .or(() -> blocked.lock().map(SessionsText::lock))
                .orElse("");
        String held = blocked.held().isEmpty() ? "waits ahead of it" : "has " + String.join(", ", blocked.held());
        return "blocks pid " + blocked.pid() + ": " + held + on
                + blocked.wanted().map(wanted -> ", " + wanted + " is wanted").orElse("");
    }

    private static String lock(String type) {
        return switch (type) {
            case "transactionid" -> " on its own transaction";
            case "virtualxid" -> " on its own snapshot";
            default -> " on a lock of type " + type;
        };
    }

    private static String state(LiveSession session) {
        if (session.isHidden()) {
            return "  (what it does is hidden from this role)";
        }
        return session.state().map(word -> "  " + word).orElse("")
                + session.inState().map(time -> " for " + show(time)).orElse("")
                + session.openFor()
                        .map(time -> ", transaction open for " + show(time))
                        .orElse("");
    }

    private static String origin(LiveSession session) {
        return session.user().map(role -> ", role " + role).orElse("")
                + session.client()
                        .map(client -> client.equals("local") ? ", local" : ", from " + client)
                        .orElse("");
    }

    private void addWaits(LiveSession session) {
        if (!session.waitsFor().isEmpty()) {
            lines.add(INDENT
                    + tone.yellow("waits for "
                            + session.waitsFor().stream()
                                    .map(pid -> pid == 0 ? "a prepared transaction" : "pid " + pid)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private void addQuery(LiveSession session) {
        Optional<String> query = session.query();
        query.ifPresent(sql -> lines.add(INDENT + tone.faint(sql)));
    }

    private String heading(String title, int count) {
        return tone.bold(title + (count == 0 ? ": None" : " (" + count + "):"));
    }

    private static String show(Duration time) {
        return Durations.show(time.isNegative() ? Duration.ZERO : time);
    }
}
