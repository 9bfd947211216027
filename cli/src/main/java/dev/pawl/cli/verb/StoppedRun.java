package dev.pawl.cli.verb;

import dev.pawl.error.PawlException;
import dev.pawl.report.RunMigration;
import java.util.List;

/** A run that failed, with what it had applied before: that stays applied, and whoever reads the failure wants to know. */
public final class StoppedRun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient PawlException failure;
    private final transient List<RunMigration> applied;

    StoppedRun(PawlException failure, List<RunMigration> applied) {
        super(failure);
        this.failure = failure;
        this.applied = List.copyOf(applied);
    }

    /** Why it failed. */
    public PawlException failure() {
        return failure;
    }

    /** What it had applied, in order. */
    public List<RunMigration> applied() {
        return applied;
    }
}
