package dev.pawl.cli.dev;

import dev.pawl.MigrateRequest;
import dev.pawl.Pawl;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.error.ErrorCode;
import dev.pawl.plan.Target;
import dev.pawl.report.MigrateReport;
import dev.pawl.report.PendingMigration;
import dev.pawl.report.StatusReport;
import java.util.List;
import java.util.function.Function;

/**
 * Two databases on an embedded server: {@value #WORK}, which has every migration, and {@value #BEFORE}, a copy of it from
 * before the newest one. When a file changes, the first is made again from the second and the newest migration is applied
 * to it; when an older file changed, both are made again from nothing. So the newest migration may be edited as often as
 * one likes, and what it made before is gone each time.
 */
final class Workbench {

    /** The database to work with. */
    static final String WORK = "dev";
    /** The database that it is copied from. */
    static final String BEFORE = "dev_before_newest";

    private static final String EMPTY = "template1";

    private final EmbeddedPostgres server;
    private final Function<String, Pawl> pawlOn;
    private boolean hasBefore;

    /**
     * A workbench; nothing is made yet.
     *
     * @param pawlOn gives the schema of a database of this server, by URL
     */
    Workbench(EmbeddedPostgres server, Function<String, Pawl> pawlOn) {
        this.server = server;
        this.pawlOn = pawlOn;
    }

    /** Where to connect to. */
    String url() {
        return server.url(WORK);
    }

    /**
     * Brings the database to what the files say now.
     *
     * @throws dev.pawl.error.PawlException what is wrong with the files; the database then has what came before
     */
    MigrateReport rebuild() {
        boolean isUsable = hasBefore && isBeforeNewest(pawl(BEFORE).status());
        server.dropDatabase(WORK);
        server.createDatabase(WORK, isUsable ? BEFORE : EMPTY);
        Pawl work = pawl(WORK);
        List<PendingMigration> versioned = work.status().pending().stream()
                .filter(migration -> !migration.version().equals("R"))
                .toList();
        if (versioned.size() > 1) {
            String last = versioned.get(versioned.size() - 2).filename();
            work.migrate(MigrateRequest.DEFAULT.withTarget(new Target.UpTo(last)));
        }
        if (versioned.size() > 1 || !isUsable) {
            server.dropDatabase(BEFORE);
            server.createDatabase(BEFORE, WORK);
            hasBefore = true;
        }
        return work.migrate();
    }

    /** Whether the files that a database has are unchanged, and come before all others. */
    private static boolean isBeforeNewest(StatusReport status) {
        return !status.pending().isEmpty()
                && status.applied().stream()
                        .allMatch(migration -> migration.status().equals("applied"))
                && status.warnings().stream().noneMatch(problem -> problem.code() == ErrorCode.OUT_OF_ORDER);
    }

    private Pawl pawl(String database) {
        return pawlOn.apply(server.url(database));
    }
}
