package dev.pawl.cli.text;

import dev.pawl.cli.shell.Tone;
import dev.pawl.cli.words.Durations;
import dev.pawl.event.Obstacle;
import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what happens while it happens (seeds D31, D32). */
public final class Narrator implements RunListener {

    private final Output output;
    private final Tone tone;
    private final List<String> notices = new ArrayList<>();
    private final ProgressNarrator progress;
    private int done;
    private @Nullable TenantNarrator tenants;

    /** A narrator. */
    public Narrator(Output output) {
        this.output = output;
        this.progress = new ProgressNarrator(output);
        this.tone = output.tone();
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.RunStarted started) {
            onStart(started);
        } else if (event instanceof RunEvent.Warned warned) {
            output.warn(warned.problem());
        } else if (event instanceof RunEvent.MigrationStarted started) {
            onMigration(started);
        } else if (event instanceof RunEvent.RunsAlone alone) {
            output.detail("  " + alone.migration().filename() + " is sent by itself: " + alone.reason() + ".");
        } else if (event instanceof RunEvent.StatementStarted statement) {
            progress.begin();
            output.detail(() -> "    " + statement.position() + "  " + firstLine(statement.sql()));
        } else if (event instanceof RunEvent.StatementFinished statement) {
            progress.end();
            output.detail(() -> "      " + Durations.show(statement.duration()));
        } else if (event instanceof RunEvent.Progressed progressed) {
            progress.tell(progressed.progress());
        } else if (event instanceof RunEvent.Noticed noticed) {
            notices.add(noticed.severity() + ": " + noticed.message());
        } else if (event instanceof RunEvent.MigrationFailed failed) {
            onFailure(failed);
        } else {
            onOutcome(event);
        }
    }

    private void onOutcome(RunEvent event) {
        if (event instanceof RunEvent.MigrationApplied applied) {
            onApplied(applied);
        } else if (event instanceof RunEvent.MigrationReverted reverted) {
            output.say("  " + tone.good() + " Reverted " + reverted.migration() + " in "
                    + Durations.show(reverted.duration()));
        } else if (event instanceof RunEvent.AppliedElsewhere elsewhere) {
            output.say("  " + tone.good() + " " + elsewhere.migration() + " was applied by another runner");
            done++;
        } else if (event instanceof RunEvent.Resumed resumed) {
            output.say("  Resuming: " + resumed.migration() + " at statement " + resumed.nextStatement() + " ("
                    + resumed.finding() + ")");
        } else if (event instanceof RunEvent.WaitingForRunner waiting) {
            output.say("  " + tone.attention() + " Waiting for another runner"
                    + waiting.whom().map(whom -> ": " + whom).orElse("") + waited(waiting));
        } else if (event instanceof RunEvent.BackupMarked marked) {
            output.say("  " + tone.good() + " Backup marker: " + marked.words());
        } else if (event instanceof RunEvent.RetryPlanned retry) {
            onRetry(retry);
        } else if (event instanceof RunEvent.Blocked blocked) {
            output.say("  " + tone.attention() + " Waiting for others, as long as it takes");
            blocked.blockers().forEach(blocker -> output.say("    blocked by " + blocker));
        } else if (event instanceof RunEvent.RunFinished) {
            output.endProgress();
        } else {
            ofTenants(event);
        }
    }

    /** Most runs have none. */
    private void ofTenants(RunEvent event) {
        TenantNarrator narrator = tenants;
        if (narrator == null) {
            narrator = new TenantNarrator(output);
            tenants = narrator;
        }
        narrator.on(event);
    }

    private static String waited(RunEvent.WaitingForRunner waiting) {
        return waiting.waited().toMillis() < 1000 ? "" : " (" + Durations.show(waiting.waited()) + " so far)";
    }

    private void onStart(RunEvent.RunStarted started) {
        if (started.pending() > 0) {
            output.say("Applying " + started.pending() + " pending migration(s)...");
            output.say("");
            output.showProgress(started.pending());
        }
    }

    private void onMigration(RunEvent.MigrationStarted started) {
        notices.clear();
        output.say("  Applying: " + started.migration());
        started.reason().ifPresent(reason -> output.detail("    outside a transaction: " + reason));
        output.progress().step(done, started.migration().filename());
    }

    private void onApplied(RunEvent.MigrationApplied applied) {
        done++;
        output.say("  " + tone.good() + " Applied in " + Durations.show(applied.duration()));
        sayNotices(notices);
        output.progress().step(done, "");
    }

    private void onFailure(RunEvent.MigrationFailed failed) {
        output.endProgress();
        output.say("  " + tone.bad() + " Migration failed: " + failed.migration());
        sayNotices(notices);
    }

    private void sayNotices(List<String> said) {
        for (String notice : said) {
            notice.lines().forEach(line -> output.say("    " + line));
        }
        notices.clear();
    }

    private void onRetry(RunEvent.RetryPlanned retry) {
        output.say("  " + tone.attention() + " Attempt " + retry.attempt() + " " + what(retry.obstacle())
                + "; trying again in " + Durations.show(retry.delay()));
        retry.blockers().forEach(blocker -> output.say("    blocked by " + blocker));
    }

    private static String what(Obstacle obstacle) {
        return switch (obstacle) {
            case LOCK -> "did not get its lock";
            case DEADLOCK -> "ended in a deadlock";
            case CONFLICT -> "conflicted with another transaction";
        };
    }

    private static String firstLine(String sql) {
        Optional<String> line = sql.lines().findFirst();
        boolean isLonger = sql.indexOf('\n') >= 0;
        return line.orElse("") + (isLonger ? " ..." : "");
    }
}
