package dev.pawl.run;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.Migration;
import dev.pawl.migration.SourcePosition;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.record.LostClaim;
import dev.pawl.record.Refusal;
import java.sql.SQLException;

/** What went wrong after the last statement of a script: deferred constraints, its record, COMMIT. */
final class CommitProblems {

    private static final String INTEGRITY_CLASS = "23";

    private CommitProblems() {}

    static Problem of(Migration migration, SQLException error) {
        Problem problem = Problem.at(
                SourcePosition.startOf(migration.up().content().location()),
                ErrorCode.COMMIT_FAILED,
                "Migration " + migration.version() + " failed at its end, " + when(error) + ".",
                "Nothing of it was applied. "
                        + FailureAdvice.FOR_MIGRATE
                                .known(error)
                                .orElse("Correct the file and run `pawl migrate` again."));
        return DatabaseProblems.serverMessage(error).map(problem::withServer).orElse(problem);
    }

    private static String when(SQLException error) {
        String said = StatementProblems.firstLine(error);
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        return LostClaim.refusal(error)
                .map(Refusal::reason)
                .map(reason -> "because " + reason)
                .orElse(
                        state.startsWith(INTEGRITY_CLASS)
                                ? "when its deferred constraints were checked: " + said
                                : "when it was recorded and committed: " + said);
    }
}
