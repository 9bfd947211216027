package dev.pawl.cli.verb;

import dev.pawl.MigrateRequest;
import dev.pawl.cli.connect.Project;
import dev.pawl.cli.shell.Interrupts;
import dev.pawl.cli.words.Durations;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.guard.EnvironmentSource;
import dev.pawl.migration.Environment;
import dev.pawl.report.PlanReport;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows the plan and gives people time to stop it (spec R7; seed E39). */
final class ReviewWindow {

    private final Call call;
    private final Project project;
    private final Duration window;

    ReviewWindow(Call call, Project project, Duration window) {
        this.call = call;
        this.project = project;
        this.window = window;
    }

    /**
     * Waits if there is something to review: on production, or wherever {@code --review-window} asks for it.
     *
     * @return the request; where it is confirmed already, bound to the plan that was shown
     */
    MigrateRequest await(MigrateRequest request) {
        if (window.isZero() || !(isAskedFor() || isProduction())) {
            return request;
        }
        PlanReport plan = project.pawl().plan(request.target());
        if (plan.pending().isEmpty()) {
            return request;
        }
        call.output().note("Plan " + plan.planDigest() + " for the database " + plan.database() + ":");
        plan.pending().forEach(migration -> call.output().note("  " + migration.filename()));
        countDown();
        // A digest confirms as well as binds, so it is added only where somebody has confirmed.
        boolean isConfirmed = new Production(call).isConfirmed();
        return isConfirmed && request.reviewed().isEmpty() ? request.withReviewed(plan.planDigest()) : request;
    }

    private boolean isAskedFor() {
        return call.arguments().value("--review-window").isPresent();
    }

    private boolean isProduction() {
        return project.settings()
                .environment()
                .map(EnvironmentSource.Named::environment)
                .filter(Environment.PRODUCTION::equals)
                .isPresent();
    }

    @SuppressWarnings("try") // a registration is there to be closed
    private void countDown() {
        CountDownLatch interrupted = new CountDownLatch(1);
        long end = System.nanoTime() + window.toNanos();
        try (Interrupts.Registration ignored =
                call.shell().interrupts().whenInterrupted(interrupted::countDown, Interrupts.Ending.BY_SIGNAL)) {
            if (!call.shell().terminals().err()) {
                call.output().note("Starting in " + Durations.showSetting(window) + "; interrupt to stop it.");
            }
            for (long left = window.toNanos(); left > 0; left = end - System.nanoTime()) {
                showTime(left);
                if (interrupted.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS)) {
                    throw stopped();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
        if (call.shell().terminals().err()) {
            call.output().prompt("\r\n");
        }
    }

    private void showTime(long leftNanos) {
        if (call.shell().terminals().err()) {
            long seconds = (leftNanos + 999_999_999) / 1_000_000_000;
            call.output().prompt("\rStarting in " + seconds + "s; Ctrl-C stops it.  ");
        }
    }

    private static PawlException stopped() {
        return PawlException.of(Problem.of(
                ErrorCode.INTERRUPTED,
                "Stopped in the review window; nothing was changed.",
                "Run `pawl migrate` again when the plan is right."));
    }
}
