package dev.pawl;

import dev.pawl.guard.Gate;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import dev.pawl.plan.MigrationSelector;
import dev.pawl.record.Attribution;
import dev.pawl.record.HistoryTable;
import dev.pawl.record.Leases;
import dev.pawl.record.StoredLease;
import dev.pawl.record.StoredLeases;
import dev.pawl.report.MarkReport;
import dev.pawl.report.PendingMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The verbs {@code baseline} and {@code mark}: they change the history, never the schema. */
final class Marking {

    private final Settings settings;
    private final Gate gate;

    Marking(Settings settings, Gate gate) {
        this.settings = settings;
        this.gate = gate;
    }

    MarkReport baseline(MarkRequest request) {
        Catalog catalog = Catalog.read(settings);
        Migration last = new MigrationSelector(catalog.migrations()).last(request.selector());
        List<Migration> upToLast =
                catalog.migrations().subList(0, catalog.migrations().indexOf(last) + 1);
        try (Database database = Database.open(settings)) {
            admit(database, request);
            History history = database.state().history();
            List<Migration> marked = upToLast.stream()
                    .filter(migration -> !history.hasApplied(migration))
                    .toList();
            List<MarkReport.Progress> forgotten = List.of();
            if (!marked.isEmpty()) {
                forgotten = declare(database, marked, request);
            }
            List<Migration> unchanged =
                    upToLast.stream().filter(history::hasApplied).toList();
            return new MarkReport("applied", pending(marked), pending(unchanged), forgotten);
        }
    }

    /** Declares them in one transaction; what had been done of them outside one, and is forgotten now. */
    private List<MarkReport.Progress> declare(Database database, List<Migration> marked, MarkRequest request) {
        HistoryTable table = database.table();
        Leases leases = new Leases(table);
        Attribution plain = Attribution.of(settings.actor(), settings.environment());
        List<MarkReport.Progress> forgotten = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        for (Migration migration : marked) {
            List<MarkReport.Progress> progress = progress(database, migration);
            forgotten.addAll(progress);
            String reason = request.reason().orElse("baseline")
                    + progress.stream().map(Marking::words).collect(Collectors.joining());
            boolean isSaid = request.reason().isPresent() || !progress.isEmpty();
            statements.add(leases.forget(migration));
            statements.add(table.baseline(List.of(migration), isSaid ? plain.because(reason) : plain));
        }
        transact(database, String.join(";\n", statements));
        return forgotten;
    }

    MarkReport mark(MarkRequest request) {
        try (Database database = Database.open(settings)) {
            admit(database, request);
            return request.status() == MarkRequest.Status.APPLIED
                    ? markApplied(database, request)
                    : markPending(database, request);
        }
    }

    private MarkReport markApplied(Database database, MarkRequest request) {
        Migration migration = chosen(request);
        boolean isApplied = database.state().history().hasApplied(migration);
        List<MarkReport.Progress> forgotten = progress(database, migration);
        if (isApplied && forgotten.isEmpty()) {
            return new MarkReport("applied", List.of(), pending(List.of(migration)));
        }
        HistoryTable table = database.table();
        Attribution by = attribution(request, "applied", forgotten);
        String forget = new Leases(table).forget(migration) + ";\n";
        if (isApplied) { // a rollback that was broken off begins anew
            transact(database, forget + table.noteMark(migration, by));
            return new MarkReport("applied", List.of(), pending(List.of(migration)), forgotten);
        }
        transact(database, forget + table.markApplied(migration, by));
        return new MarkReport("applied", pending(List.of(migration)), List.of(), forgotten);
    }

    private MarkReport markPending(Database database, MarkRequest request) {
        History history = database.state().history();
        Optional<HistoryEntry> orphan = orphan(history, request.selector());
        if (orphan.isPresent()) {
            HistoryEntry entry = orphan.get();
            transact(database, database.table().markPending(entry, attribution(request, "pending", List.of())));
            return new MarkReport(
                    "pending",
                    List.of(new PendingMigration(entry.version(), entry.name(), entry.filename())),
                    List.of());
        }
        Migration migration = chosen(request);
        Optional<HistoryEntry> entry = history.find(migration).filter(HistoryEntry::isApplied);
        if (entry.isEmpty() && database.state().table().isEmpty()) {
            return new MarkReport("pending", List.of(), pending(List.of(migration)));
        }
        HistoryTable table = database.table();
        List<MarkReport.Progress> forgotten = progress(database, migration);
        Attribution by = attribution(request, "pending", forgotten);
        String forget = new Leases(table).forget(migration);
        if (entry.isPresent()) {
            transact(database, forget + ";\n" + table.markPending(entry.get(), by));
            return new MarkReport("pending", pending(List.of(migration)), List.of(), forgotten);
        }
        transact(database, forgotten.isEmpty() ? forget : forget + ";\n" + table.noteMark(migration, by));
        return new MarkReport("pending", List.of(), pending(List.of(migration)), forgotten);
    }

    /** What a script outside a transaction had got done; the next run would have gone on there. */
    private List<MarkReport.Progress> progress(Database database, Migration migration) {
        return new StoredLeases(settings.table())
                .ifReadable(database.session()).stream()
                        .filter(lease ->
                                lease.isFor(migration) && !lease.progress().isFresh())
                        .map(lease -> progress(migration, lease))
                        .toList();
    }

    private static MarkReport.Progress progress(Migration migration, StoredLease lease) {
        OptionalInt inDoubt = lease.progress().inDoubt();
        return new MarkReport.Progress(
                Reports.pending(migration),
                lease.progress().finished(),
                inDoubt.isPresent() ? Optional.of(inDoubt.getAsInt()) : Optional.empty());
    }

    /** A row whose file is gone can only be named by the row. */
    private static Optional<HistoryEntry> orphan(History history, String selector) {
        return history.entries().stream()
                .filter(HistoryEntry::isApplied)
                .filter(entry -> entry.filename().equals(selector))
                .findFirst();
    }

    private Migration chosen(MarkRequest request) {
        return new MigrationSelector(Catalog.read(settings).migrations()).one(request.selector());
    }

    private void admit(Database database, MarkRequest request) {
        gate.admitEnvironment(database.state().history().environment());
        gate.admitCorrection(database.state().history().environment(), request.confirmation());
        database.state().facts().requireWritable();
    }

    private Attribution attribution(MarkRequest request, String status, List<MarkReport.Progress> forgotten) {
        Attribution by = Attribution.of(settings.actor(), settings.environment())
                .doing(status + forgotten.stream().map(Marking::words).collect(Collectors.joining()));
        return request.reason().map(by::because).orElse(by);
    }

    private static String words(MarkReport.Progress progress) {
        return "; its progress is forgotten (" + progress.words() + ")";
    }

    private static void transact(Database database, String sql) {
        Correction.transact(database.session(), sql);
    }

    private static List<PendingMigration> pending(List<Migration> migrations) {
        List<PendingMigration> pending = new ArrayList<>();
        migrations.forEach(migration -> pending.add(Reports.pending(migration)));
        return pending;
    }
}
