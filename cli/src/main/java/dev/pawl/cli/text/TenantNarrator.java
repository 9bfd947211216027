package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Durations;
import dev.pawl.error.Problem;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import java.util.HashSet;
import java.util.Set;

/** Tells of a run over tenants while it goes on: a line for each that is done, and what keeps one waiting. */
final class TenantNarrator implements RunListener {

    private final Output output;
    private final Tone tone;
    private final Set<Problem> warned = new HashSet<>();
    private int ended;

    TenantNarrator(Output output) {
        this.output = output;
        this.tone = output.tone();
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.TenantsFound found) {
            output.say("Tenants: " + found.tenants());
            output.say("");
            output.showProgress(found.tenants());
        } else if (event instanceof RunEvent.TenantDone done) {
            end(
                    tone.good(),
                    done.schema(),
                    done.applied() == 0
                            ? "up to date"
                            : MigrateText.migrations(done.applied()) + " applied in "
                                    + Durations.show(done.duration()));
        } else if (event instanceof RunEvent.TenantFailed failed) {
            end(tone.bad(), failed.schema(), "failed: " + failed.problem().code());
        } else if (event instanceof RunEvent.OfTenant of) {
            tell(of.schema(), of.event());
        }
    }

    private void end(String mark, String schema, String what) {
        ended++;
        output.say("  " + mark + " " + schema + "  " + what);
        output.progress().step(ended, schema);
    }

    private void tell(String schema, RunEvent event) {
        if (event instanceof RunEvent.Warned warning) {
            warnOnce(warning.problem());
        } else if (event instanceof RunEvent.MigrationApplied applied) {
            output.detail("    " + schema + ": " + applied.migration() + " in " + Durations.show(applied.duration()));
        } else if (event instanceof RunEvent.AppliedElsewhere elsewhere) {
            output.detail("    " + schema + ": " + elsewhere.migration() + " was applied by another runner");
        } else if (event instanceof RunEvent.Noticed noticed) {
            output.detail("    " + schema + ": " + noticed.severity() + ": " + noticed.message());
        } else if (event instanceof RunEvent.Resumed resumed) {
            output.say("    " + schema + ": resuming " + resumed.migration() + " at statement "
                    + resumed.nextStatement() + " (" + resumed.finding() + ")");
        } else if (event instanceof RunEvent.WaitingForRunner waiting) {
            output.say("  " + tone.attention() + " " + schema + "  waits for another runner"
                    + waiting.whom().map(whom -> ": " + whom).orElse(""));
        } else if (event instanceof RunEvent.RetryPlanned retry) {
            output.say("  " + tone.attention() + " " + schema + "  attempt " + retry.attempt() + " at "
                    + retry.migration() + " failed; trying again in " + Durations.show(retry.delay()));
            retry.blockers().forEach(blocker -> output.say("    blocked by " + blocker));
        } else if (event instanceof RunEvent.Blocked blocked) {
            output.say("  " + tone.attention() + " " + schema + "  waits for others, as long as it takes");
            blocked.blockers().forEach(blocker -> output.say("    blocked by " + blocker));
        }
    }

    /** Tenants share their files, and what is to be said of them. */
    private void warnOnce(Problem problem) {
        if (warned.add(problem)) {
            output.warn(problem);
        }
    }
}
