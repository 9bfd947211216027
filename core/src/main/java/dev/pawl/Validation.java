package dev.pawl;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.event.RunListener;
import dev.pawl.history.History;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planner;
import dev.pawl.plan.PreparedStep;
import dev.pawl.plan.Target;
import dev.pawl.plan.Verification;
import dev.pawl.plan.Verifier;
import dev.pawl.report.ValidationReport;
import java.util.ArrayList;
import java.util.List;

/** The verb {@code validate}: compares disk and database, and reads every pending script through. */
final class Validation {

    private final Settings settings;

    Validation(Settings settings) {
        this.settings = settings;
    }

    ValidationReport report() {
        Catalog catalog;
        try {
            catalog = Catalog.read(settings);
        } catch (PawlException.ValidationException e) {
            return new ValidationReport(e.problems(), List.of(), 0);
        }
        try (Database database = Database.open(settings)) {
            return report(database, Pawl.Reading.of(catalog));
        }
    }

    ValidationReport report(Database database, Pawl.Reading reading) {
        Catalog catalog = reading.catalog();
        History history = database.state().history();
        Verification verification = new Verifier(catalog.migrations(), history).verify();
        Plan plan = new Planner(catalog.migrations(), settings.environmentOn(history), settings.orderPolicy())
                .plan(history, new Target.Latest());
        List<Problem> problems = new ArrayList<>(verification.errors());
        problems.addAll(plan.errors());
        List<PreparedStep> steps = prepared(plan, reading.scripts(), problems);
        database.state()
                .table()
                .ifPresent(table -> problems.addAll(table.problems(
                        plan.steps().stream().map(step -> step.migration()).toList())));
        List<Problem> warnings = new Warnings(RunListener.SILENT)
                .addAll(catalog.discovered().warnings())
                .addAll(verification.warnings())
                .addAll(plan.warnings())
                .addAll(Preparation.warnings(steps))
                .all();
        return new ValidationReport(problems, warnings, catalog.migrations().size());
    }

    private static List<PreparedStep> prepared(Plan plan, Scripts scripts, List<Problem> problems) {
        try {
            return Preparation.of(plan, scripts);
        } catch (PawlException.ValidationException e) {
            problems.addAll(e.problems());
            return List.of();
        }
    }
}
