package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.migration.Migration;
import dev.pawl.parse.ScriptPreparer;
import dev.pawl.postgres.Blocker;
import dev.pawl.postgres.Identifier;
import dev.pawl.postgres.Pooler;
import dev.pawl.postgres.RunName;
import dev.pawl.postgres.ServerFacts;
import dev.pawl.postgres.Session;
import dev.pawl.postgres.Survey;
import dev.pawl.postgres.SurveyedSession;
import dev.pawl.record.StoredLease;
import dev.pawl.record.StoredLeases;
import dev.pawl.report.LiveSession;
import dev.pawl.report.SessionsReport;
import dev.pawl.run.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The verb {@code sessions}: who is at work, and who is in the way. It reads what any role may read and writes nothing, so
 * it works before there is a history, on a history that is somebody else's, and on a standby.
 */
final class Sessions {

    private final Settings settings;

    Sessions(Settings settings) {
        this.settings = settings;
    }

    SessionsReport report() {
        try (Session session = Database.connect(settings, new Cancellation())) {
            ServerFacts facts = ServerFacts.of(session).requireSupported();
            Survey survey = Survey.of(session);
            StoredLeases stored = new StoredLeases(settings.table());
            StoredLeases.Reach reach = stored.reach(session);
            List<SessionsReport.Lease> leases =
                    reach == StoredLeases.Reach.READABLE ? leases(stored.all(session), survey) : List.of();
            return new SessionsReport(
                    survey.runners().stream()
                            .map(runner -> runner(runner, leases))
                            .toList(),
                    leases,
                    survey.blockers().stream()
                            .map(blocker -> blocker(blocker, survey))
                            .toList(),
                    notes(session, facts, survey, reach));
        }
    }

    private List<String> notes(Session session, ServerFacts facts, Survey survey, StoredLeases.Reach reach) {
        String role = new Identifier(facts.user()).sql();
        List<String> notes = new ArrayList<>();
        if (survey.sessions().stream().anyMatch(SurveyedSession::isHidden)) {
            notes.add("The role " + facts.user() + " may not see what the sessions of other roles do, nor for how long:"
                    + " `GRANT pg_read_all_stats TO " + role + ";` lets it.");
        }
        if (reach == StoredLeases.Reach.CLOSED) {
            String table = settings.table().sibling("pawl_lease").sql();
            notes.add("The role " + facts.user() + " may not read the leases: `GRANT SELECT ON " + table + " TO " + role
                    + ";` lets it.");
        }
        boolean isAnyIdle = survey.runners().stream().anyMatch(SurveyedSession::isIdle);
        if (isAnyIdle && Pooler.detect(session, facts, settings.pooling()) != Pooler.NONE) {
            notes.add(
                    "Behind a pooler an idle session goes by the name of the run that had it last, also when that is over.");
        }
        return notes;
    }

    private static SessionsReport.Runner runner(SurveyedSession runner, List<SessionsReport.Lease> leases) {
        RunName name = runner.run().orElseThrow();
        Optional<SessionsReport.Lease> lease = leases.stream()
                .filter(held -> held.pids().contains(runner.pid()))
                .findFirst();
        return new SessionsReport.Runner(
                live(runner),
                name.run(),
                name.actor(),
                lease.map(SessionsReport.Lease::process),
                name.work().or(() -> lease.map(SessionsReport.Lease::migration)));
    }

    private static SessionsReport.Blocker blocker(SurveyedSession blocker, Survey survey) {
        List<SessionsReport.Blocked> blocks = new ArrayList<>();
        for (SurveyedSession waiter : survey.sessions()) {
            waiter.waits().stream()
                    .filter(wait -> wait.blocker() == blocker.pid())
                    .map(wait -> new SessionsReport.Blocked(
                            waiter.pid(), wait.type(), wait.relation(), wait.wanted(), wait.held()))
                    .forEach(blocks::add);
        }
        return new SessionsReport.Blocker(live(blocker), blocks);
    }

    static LiveSession live(SurveyedSession session) {
        Blocker seen = session.seen();
        return new LiveSession(
                seen.pid(),
                seen.applicationName(),
                seen.user(),
                seen.client(),
                session.startedAt(),
                seen.state(),
                session.inState(),
                seen.age(),
                seen.query(),
                session.waits().stream()
                        .map(SurveyedSession.Wait::blocker)
                        .distinct()
                        .toList());
    }

    /** The leases with what the files and the sessions tell of them. */
    List<SessionsReport.Lease> leases(List<StoredLease> stored, Survey survey) {
        if (stored.isEmpty()) {
            return List.of();
        }
        List<Migration> migrations = migrations();
        return stored.stream().map(lease -> lease(lease, migrations, survey)).toList();
    }

    /** A lease can be looked at, and given up, from a place without the files: they only tell its file and its length. */
    private List<Migration> migrations() {
        try {
            return Catalog.read(settings).migrations();
        } catch (PawlException e) {
            return List.of();
        }
    }

    private static SessionsReport.Lease lease(StoredLease lease, List<Migration> migrations, Survey survey) {
        Optional<Migration> migration = migrations.stream().filter(lease::isFor).findFirst();
        OptionalInt running = lease.progress().inDoubt();
        List<Integer> pids = pids(lease, survey);
        return new SessionsReport.Lease(
                lease.version(),
                lease.name(),
                migration.map(Migration::filename),
                state(lease, pids),
                Optional.of(lease.holder().applicationName())
                        .filter(name -> !name.isEmpty())
                        .map(name -> RunName.read(name).map(RunName::run).orElse(name)),
                lease.holder().process(),
                lease.holder().heartbeatAge(),
                lease.holder().expiresIn(),
                lease.progress().finished(),
                running.isPresent() ? Optional.of(running.getAsInt()) : Optional.empty(),
                migration.filter(lease::isOfSameText).flatMap(Sessions::statements),
                pids);
    }

    /** A script that cannot be read through now has still been begun. */
    private static Optional<Integer> statements(Migration migration) {
        try {
            return Optional.of(
                    new ScriptPreparer().prepare(migration, migration.up()).statementCount());
        } catch (PawlException e) {
            return Optional.empty();
        }
    }

    private static List<Integer> pids(StoredLease lease, Survey survey) {
        Optional<String> run = RunName.read(lease.holder().applicationName()).map(RunName::run);
        return survey.runners().stream()
                .filter(runner ->
                        run.isPresent() && runner.run().map(RunName::run).equals(run))
                .map(SurveyedSession::pid)
                .toList();
    }

    private static SessionsReport.Lease.State state(StoredLease lease, List<Integer> pids) {
        if (lease.isReleased()) {
            return SessionsReport.Lease.State.RELEASED;
        }
        if (lease.isExpired()) {
            return SessionsReport.Lease.State.EXPIRED;
        }
        return pids.isEmpty() ? SessionsReport.Lease.State.ORPHANED : SessionsReport.Lease.State.HELD;
    }
}
