package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementKind;
import dev.pawl.migration.TransactionMode;
import java.util.List;
import java.util.Optional;

/**
 * Decides how a script runs while its statements pass by, and refuses what cannot run so (spec F6, F7).
 *
 * <p>What a script begins and commits itself is folded into pawl's transaction, see {@link OwnTransactions}.
 */
final class ScriptReview {
    private final Optional<TransactionMode> asked;
    private final List<Problem> problems;
    private final OwnTransactions own;
    private final UnlimitedLocks unlimitedLocks = new UnlimitedLocks();
    private Optional<Statement> firstControl = Optional.empty();
    private Optional<Statement> refusing = Optional.empty();
    private Optional<Statement> firstSavepoint = Optional.empty();
    private int count;

    /**
     * @param asked what the directives ask for
     * @param problems takes what is refused
     */
    ScriptReview(Optional<TransactionMode> asked, List<Problem> problems) {
        this.asked = asked;
        this.problems = problems;
        this.own = new OwnTransactions(problems);
    }

    /**
     * How a script runs.
     *
     * @param mode how
     * @param reason why outside a transaction
     * @param transactionModes for pawl's BEGIN
     * @param statementCount without what is folded
     * @param joined where the script's own transactions begin, if it has more than one outer pair
     * @param unlimited where the script turns the lock timeout off
     */
    record Verdict(
            TransactionMode mode,
            Optional<String> reason,
            Optional<String> transactionModes,
            int statementCount,
            Optional<SourcePosition> joined,
            Optional<SourcePosition> unlimited) {}

    /** The next statement. */
    void statement(Statement statement) {
        count++;
        refuseSetting(statement);
        unlimitedLocks.statement(statement);
        if (isOutsideByRequest()) {
            return;
        }
        switch (statement.kind()) {
            case BEGIN -> {
                controls(statement);
                own.begin(statement);
            }
            case COMMIT -> {
                controls(statement);
                own.commit(statement);
            }
            case TRANSACTION_CONTROL -> control(statement);
            case SESSION_SETTING -> setting(statement);
            case SAVEPOINT -> {
                firstSavepoint = firstSavepoint.or(() -> Optional.of(statement));
                ordinary(statement);
            }
            default -> ordinary(statement);
        }
    }

    private boolean isOutsideByRequest() {
        return asked.filter(mode -> mode == TransactionMode.NON_TRANSACTIONAL).isPresent();
    }

    private void refuseSetting(Statement statement) {
        StatementKind kind = statement.kind();
        if (kind == StatementKind.SESSION_SETTING || kind == StatementKind.RETURNS_ROWS) {
            RefusedSettings.of(statement).ifPresent(problems::add);
        }
    }

    private void controls(Statement statement) {
        firstControl = firstControl.or(() -> Optional.of(statement));
    }

    private void control(Statement statement) {
        controls(statement);
        if (new Words(statement.sql()).next().is("SET")) {
            own.setTransaction(statement);
            return;
        }
        refuse(
                statement,
                "The script controls the transaction it runs in",
                "Remove it; pawl commits after the last statement and rolls back on an error, "
                        + OwnTransactions.NO_TRANSACTION_FIX);
    }

    private void setting(Statement statement) {
        if (new Words(statement.sql()).next().next().is("LOCAL")) {
            own.setLocal(statement);
        }
    }

    private void ordinary(Statement statement) {
        if (statement.kind().refusesTransaction()) {
            refusing = refusing.or(() -> Optional.of(statement));
        }
        own.work();
    }

    /** After the last statement. */
    Verdict finish() {
        if (isOutsideByRequest()) {
            return outsideTransaction("it is marked no-transaction");
        }
        own.finish();
        return refusing.map(this::stepwise).orElseGet(this::inTransaction);
    }

    private Verdict inTransaction() {
        return new Verdict(
                TransactionMode.TRANSACTIONAL,
                Optional.empty(),
                own.modes(),
                count - own.folded(),
                own.joined(),
                unlimitedLocks.found());
    }

    private Verdict stepwise(Statement statement) {
        String label = StatementLabel.of(statement);
        String because = label + " cannot run in a transaction";
        firstControl.ifPresent(control -> refuse(
                control,
                because + ", but the script begins or controls one",
                "Remove BEGIN and COMMIT, or move the " + label + " into a migration of its own."));
        firstSavepoint.ifPresent(savepoint -> refuse(
                savepoint,
                because + ", but a savepoint needs one",
                "Move the " + label + " into a migration of its own."));
        asked.filter(mode -> mode == TransactionMode.TRANSACTIONAL)
                .ifPresent(mode -> refuse(
                        statement,
                        because + ", but the script asks for one",
                        "Remove what asks for it, or move the " + label + " into a migration of its own."));
        return outsideTransaction(because + " (line " + statement.position().line() + ")");
    }

    private Verdict outsideTransaction(String reason) {
        return new Verdict(
                TransactionMode.NON_TRANSACTIONAL,
                Optional.of(reason),
                Optional.empty(),
                count,
                Optional.empty(),
                unlimitedLocks.found());
    }

    private void refuse(Statement statement, String message, String fix) {
        problems.add(problem(statement, ErrorCode.TRANSACTION_CONTROL, message, fix));
    }

    /** A problem about a whole statement. */
    static Problem problem(Statement statement, ErrorCode code, String message, String fix) {
        StatementLocator.Location start = StatementLocator.start(statement);
        SourcePosition position = start.position();
        return Problem.at(position, code, message, fix).withExcerpt(start.excerpt());
    }
}
