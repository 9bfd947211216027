package dev.pawl.record;

import dev.pawl.postgres.QualifiedName;
import java.util.List;

/**
 * What the tables of one history are called. All live in the schema of the history table (spec H2, H3, H8).
 *
 * @param history the history table
 */
record Names(QualifiedName history) {

    /** The audit trail. */
    QualifiedName audit() {
        return history.sibling("migration_history");
    }

    /** pawl's own settings: the format of these tables, and the environment. */
    QualifiedName settings() {
        return history.sibling("pawl_settings");
    }

    /** Both checksums and the text of what was applied. */
    QualifiedName scripts() {
        return history.sibling("pawl_script");
    }

    /** Who is at work outside a transaction. */
    QualifiedName leases() {
        return history.sibling("pawl_lease");
    }

    /** Where the write-ahead log stood before runs. */
    QualifiedName backups() {
        return history.sibling("pawl_backup");
    }

    /** The view of all migrations (seed E). */
    QualifiedName view() {
        return history.sibling("migration_status_view");
    }

    /** The function with the totals (seed E). */
    QualifiedName function() {
        return history.sibling("get_migration_status");
    }

    /** The function that the view reads. */
    QualifiedName rowsFunction() {
        return history.sibling("pawl_migrations");
    }

    /** Everything that is a relation. */
    List<QualifiedName> relations() {
        return List.of(history, audit(), settings(), scripts(), leases(), backups(), view());
    }

    /** The relations that pawl reads and writes. */
    List<QualifiedName> tables() {
        return List.of(history, audit(), settings(), scripts(), leases(), backups());
    }

    String schema() {
        return history.schema().name();
    }
}
