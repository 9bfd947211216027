package dev.pawl.plan;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Environment;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a plan out of the migrations on disk and the history of the database. Does not touch either. */
public final class Planner {

    private final List<Migration> migrations;
    private final Optional<Environment> environment;
    private final OrderPolicy orderPolicy;
    private final IdentityHashMap<Migration, Integer> place = new IdentityHashMap<>();

    /**
     * A planner.
     *
     * @param migrations all of them, in order
     * @param environment the run's
     * @param orderPolicy for pending migrations that are older than the newest applied one
     */
    public Planner(List<Migration> migrations, Optional<Environment> environment, OrderPolicy orderPolicy) {
        this.migrations = List.copyOf(migrations);
        this.environment = environment;
        this.orderPolicy = orderPolicy;
    }

    /** Counted when it is first asked: not where nothing is pending. */
    private int placeOf(Migration migration) {
        if (place.isEmpty()) {
            for (int i = 0; i < migrations.size(); i++) {
                place.put(migrations.get(i), i);
            }
        }
        return Objects.requireNonNull(place.get(migration), migration::filename);
    }

    /**
     * The plan for a target.
     *
     * @throws dev.pawl.error.PawlException VERSION_UNKNOWN for a target that does not exist
     */
    public Plan plan(History history, Target target) {
        List<Skipped> skipped = new ArrayList<>();
        List<PlanStep> pending = new ArrayList<>();
        for (Migration migration : migrations) {
            Optional<PlanStep> step = stepOf(migration, history);
            if (step.isPresent() && !migration.directives().environments().admits(environment)) {
                skipped.add(new Skipped(migration, reasonToSkip(migration)));
            } else {
                step.ifPresent(pending::add);
            }
        }
        List<Problem> warnings = new ArrayList<>();
        List<PlanStep> steps = within(target, pending, warnings);
        List<Problem> errors = new ArrayList<>(missingDependencies(steps, history));
        if (orderPolicy != OrderPolicy.ALLOW) {
            (orderPolicy == OrderPolicy.DENY ? errors : warnings).addAll(outOfOrder(steps, history));
        }
        return new Plan(steps, skipped, errors, warnings, target, PlanDigest.of(steps, target, history));
    }

    private static Optional<PlanStep> stepOf(Migration migration, History history) {
        Optional<HistoryEntry> entry = history.find(migration);
        if (entry.isEmpty() || !entry.get().isApplied()) {
            return Optional.of(new PlanStep.Apply(migration, entry));
        }
        boolean isChanged = entry.get()
                .checksum()
                .filter(stored -> !migration.checksums().matches(stored))
                .isPresent();
        return !migration.isVersioned() && isChanged
                ? Optional.of(new PlanStep.Reapply(migration, entry.get()))
                : Optional.empty();
    }

    private String reasonToSkip(Migration migration) {
        return migration.directives().environments() + ", and this run's environment is "
                + environment.map(Environment::name).orElse("not named");
    }

    private List<PlanStep> within(Target target, List<PlanStep> pending, List<Problem> warnings) {
        if (target instanceof Target.UpTo upTo) {
            return upTo(new MigrationSelector(migrations).last(upTo.selector()), pending, warnings);
        }
        if (target instanceof Target.Only only) {
            return only(new MigrationSelector(migrations).one(only.selector()), pending, warnings);
        }
        return pending;
    }

    private List<PlanStep> upTo(Migration last, List<PlanStep> pending, List<Problem> warnings) {
        int end = placeOf(last);
        List<PlanStep> steps = pending.stream()
                .filter(step -> placeOf(step.migration()) <= end)
                .toList();
        List<Migration> repeatables = pending.stream()
                .map(PlanStep::migration)
                .filter(migration -> !migration.isVersioned() && placeOf(migration) > end)
                .toList();
        if (!repeatables.isEmpty()) {
            warnings.add(Problem.of(
                    ErrorCode.EARLIER_PENDING,
                    "Repeatable migrations are left for a run without a target: " + namesOf(repeatables) + ".",
                    "Run `pawl migrate` when the target is no longer needed."));
        }
        return steps;
    }

    private List<PlanStep> only(Migration chosen, List<PlanStep> pending, List<Problem> warnings) {
        List<Migration> earlier = pending.stream()
                .map(PlanStep::migration)
                .filter(migration -> placeOf(migration) < placeOf(chosen))
                .toList();
        List<PlanStep> steps = pending.stream()
                .filter(step -> placeOf(step.migration()) == placeOf(chosen))
                .toList();
        if (!earlier.isEmpty() && !steps.isEmpty()) {
            warnings.add(Problem.of(
                    ErrorCode.EARLIER_PENDING,
                    "Earlier migrations are pending and left out: " + namesOf(earlier) + ".",
                    "Run `pawl migrate` to apply all of them in order."));
        }
        return steps;
    }

    private static String namesOf(List<Migration> migrations) {
        return migrations.stream().map(Migration::filename).collect(Collectors.joining(", "));
    }

    private List<Problem> missingDependencies(List<PlanStep> steps, History history) {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        Set<Version> reached = new HashSet<>();
        migrations.stream().filter(history::hasApplied).map(Migration::version).forEach(reached::add);
        for (PlanStep step : steps) {
            Migration migration = step.migration();
            for (Version needed : migration.directives().dependsOn()) {
                if (!reached.contains(needed)) {
                    problems.add(Problem.at(
                            SourcePosition.startOf(migration.up().content().location()),
                            ErrorCode.DEPENDENCY_MISSING,
                            "Migration " + migration.filename() + " depends on " + needed
                                    + ", which is neither applied nor before it in this plan.",
                            "Apply " + needed + " first, or correct the line `-- pawl: depends=" + needed + "`."));
                }
            }
            reached.add(migration.version());
        }
        return problems;
    }

    private List<Problem> outOfOrder(List<PlanStep> steps, History history) {
        if (steps.isEmpty()) {
            return List.of();
        }
        int newestApplied = -1;
        for (int i = 0; i < migrations.size(); i++) {
            if (migrations.get(i).isVersioned() && history.hasApplied(migrations.get(i))) {
                newestApplied = i;
            }
        }
        List<Problem> problems = new ArrayList<>();
        for (PlanStep step : steps) {
            Migration migration = step.migration();
            if (migration.isVersioned() && placeOf(migration) < newestApplied) {
                problems.add(Problem.at(
                        SourcePosition.startOf(migration.up().content().location()),
                        ErrorCode.OUT_OF_ORDER,
                        "Migration " + migration.filename() + " is pending, and the newer "
                                + migrations.get(newestApplied).filename() + " is already applied.",
                        orderPolicy == OrderPolicy.DENY
                                ? "Give it a newer version, or allow it with `[migrations] out-of-order = \"warn\"`."
                                : "Make sure that it does not depend on the order; deny such files with"
                                        + " `[migrations] out-of-order = \"deny\"`."));
            }
        }
        return problems;
    }
}
