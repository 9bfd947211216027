package dev.pawl.cli.json;

import dev.pawl.report.LiveSession;
import dev.pawl.report.SessionsReport;
import io.avaje.jsonb.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code pawl sessions --json}. */
@Json
record SessionsJson(List<RunnerJson> runners, List<LeaseJson> leases, List<BlockerJson> blockers, List<String> notes) {

    /** A session of the server. */
    @Json
    record SessionJson(
            int pid,
            @Nullable String applicationName,
            @Nullable String user,
            @Nullable String client,
            @Nullable String startedAt,
            @Nullable String state,
            @Nullable Long stateMs,
            @Nullable Long transactionMs,
            @Nullable String query,
            List<Integer> waitsFor) {

        static SessionJson of(LiveSession session) {
            return new SessionJson(
                    session.pid(),
                    session.applicationName().orElse(null),
                    session.user().orElse(null),
                    session.client().orElse(null),
                    session.startedAt().map(Instant::toString).orElse(null),
                    session.state().orElse(null),
                    session.inState().map(Duration::toMillis).orElse(null),
                    session.openFor().map(Duration::toMillis).orElse(null),
                    session.query().orElse(null),
                    session.waitsFor());
        }
    }

    /** A session of a run. */
    @Json
    record RunnerJson(
            String run,
            @Nullable String actor,
            @Nullable String process,
            @Nullable String migration,
            SessionJson session) {

        static RunnerJson of(SessionsReport.Runner runner) {
            return new RunnerJson(
                    runner.run(),
                    runner.actor().orElse(null),
                    runner.process().orElse(null),
                    runner.migration().orElse(null),
                    SessionJson.of(runner.session()));
        }
    }

    /** The right to run a migration outside a transaction. */
    @Json
    record LeaseJson(
            String version,
            String name,
            @Nullable String filename,
            String state,
            @Nullable String run,
            String process,
            long heartbeatAgeMs,
            long expiresInMs,
            int finished,
            @Nullable Integer running,
            @Nullable Integer statements,
            List<Integer> pids) {

        static LeaseJson of(SessionsReport.Lease lease) {
            return new LeaseJson(
                    lease.version(),
                    lease.name(),
                    lease.filename().orElse(null),
                    lease.state().name().toLowerCase(Locale.ROOT),
                    lease.run().orElse(null),
                    lease.process(),
                    lease.heartbeatAge().toMillis(),
                    lease.expiresIn().toMillis(),
                    lease.finished(),
                    lease.running().orElse(null),
                    lease.statements().orElse(null),
                    lease.pids());
        }
    }

    /** A session that a run waits for. */
    @Json
    record BlockerJson(SessionJson session, List<BlockedJson> blocks) {

        static BlockerJson of(SessionsReport.Blocker blocker) {
            return new BlockerJson(
                    SessionJson.of(blocker.session()),
                    blocker.blocks().stream().map(BlockedJson::of).toList());
        }
    }

    /** One who waits. */
    @Json
    record BlockedJson(
            int pid,
            @Nullable String lock,
            @Nullable String relation,
            @Nullable String wanted,
            List<String> held) {

        static BlockedJson of(SessionsReport.Blocked blocked) {
            return new BlockedJson(
                    blocked.pid(),
                    blocked.lock().orElse(null),
                    blocked.relation().orElse(null),
                    blocked.wanted().orElse(null),
                    blocked.held());
        }
    }

    static SessionsJson of(SessionsReport report) {
        return new SessionsJson(
                report.runners().stream().map(RunnerJson::of).toList(),
                report.leases().stream().map(LeaseJson::of).toList(),
                report.blockers().stream().map(BlockerJson::of).toList(),
                report.notes());
    }
}
