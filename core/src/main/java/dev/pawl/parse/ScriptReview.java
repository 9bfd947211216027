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
 * <p>A script may bring one outer pair of {@code BEGIN} and {@code COMMIT}; it is folded into pawl's transaction. Outside
 * the pair only {@code SET} and {@code RESET} are allowed, since they mean the same inside it ({@code SET LOCAL} does
 * not, and is refused there); any other statement would have been committed on its own, which one transaction cannot
 * honour. {@code SET TRANSACTION} is hoisted where it stands before everything but settings, and refused elsewhere.
 */
final class ScriptReview {
    private static final String NO_TRANSACTION_FIX =
            "or mark the script with -- pawl: no-transaction to run it statement by statement.";

    private final Optional<TransactionMode> asked;
    private final List<Problem> problems;
    private final HoistedModes modes = new HoistedModes();
    private State state = State.BEFORE;
    private Optional<Statement> begin = Optional.empty();
    private Optional<Statement> firstControl = Optional.empty();
    private Optional<Statement> refusing = Optional.empty();
    private Optional<Statement> firstSavepoint = Optional.empty();
    private Optional<Statement> firstBefore = Optional.empty();
    private boolean onlySettings = true;
    private int count;
    private int folded;

    /** Where the review is with regard to the script's own transaction. */
    private enum State {
        BEFORE,
        INSIDE,
        AFTER
    }

    /**
     * @param asked what the directives ask for
     * @param problems takes what is refused
     */
    ScriptReview(Optional<TransactionMode> asked, List<Problem> problems) {
        this.asked = asked;
        this.problems = problems;
    }

    /**
     * How a script runs.
     *
     * @param mode how
     * @param reason why outside a transaction
     * @param transactionModes for pawl's BEGIN
     * @param statementCount without what is folded
     */
    record Verdict(
            TransactionMode mode, Optional<String> reason, Optional<String> transactionModes, int statementCount) {}

    /** The next statement. */
    void statement(Statement statement) {
        count++;
        refuseSetting(statement);
        if (isOutsideByRequest()) {
            return;
        }
        switch (statement.kind()) {
            case BEGIN -> begin(statement);
            case COMMIT -> commit(statement);
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

    private void begin(Statement statement) {
        firstControl = firstControl.or(() -> Optional.of(statement));
        if (state != State.BEFORE) {
            refuse(
                    statement,
                    "The script begins a second transaction",
                    "Split it into one migration per transaction, " + NO_TRANSACTION_FIX);
            return;
        }
        firstBefore.ifPresent(this::refuseOutside);
        state = State.INSIDE;
        begin = Optional.of(statement);
        fold(statement);
    }

    private void fold(Statement statement) {
        folded++;
        modes.add(statement).ifPresent(problems::add);
    }

    private void commit(Statement statement) {
        firstControl = firstControl.or(() -> Optional.of(statement));
        if (state != State.INSIDE) {
            refuse(
                    statement,
                    "The script commits a transaction that it did not begin",
                    "Remove it; pawl commits after the last statement, " + NO_TRANSACTION_FIX);
            return;
        }
        state = State.AFTER;
        folded++;
    }

    private void control(Statement statement) {
        firstControl = firstControl.or(() -> Optional.of(statement));
        boolean sets = new Words(statement.sql()).next().is("SET");
        if (sets && onlySettings && state != State.AFTER) {
            fold(statement);
        } else if (sets) {
            refuse(
                    statement,
                    "The modes of a transaction cannot be set after its first statement",
                    "Put SET TRANSACTION at the head of the script.");
        } else {
            refuse(
                    statement,
                    "The script controls the transaction it runs in",
                    "Remove it; pawl commits after the last statement and rolls back on an error, "
                            + NO_TRANSACTION_FIX);
        }
    }

    private void setting(Statement statement) {
        if (state != State.INSIDE && new Words(statement.sql()).next().next().is("LOCAL")) {
            outside(statement);
        }
    }

    private void ordinary(Statement statement) {
        onlySettings = false;
        if (statement.kind().refusesTransaction()) {
            refusing = refusing.or(() -> Optional.of(statement));
        }
        if (state != State.INSIDE) {
            outside(statement);
        }
    }

    private void outside(Statement statement) {
        if (state == State.AFTER) {
            refuseOutside(statement);
        } else {
            firstBefore = firstBefore.or(() -> Optional.of(statement));
        }
    }

    private void refuseOutside(Statement statement) {
        refuse(
                statement,
                "This statement stands outside the script's own BEGIN and COMMIT",
                "Move it inside, or into a migration of its own, " + NO_TRANSACTION_FIX);
    }

    /** After the last statement. */
    Verdict finish() {
        if (isOutsideByRequest()) {
            return outsideTransaction("it is marked no-transaction");
        }
        if (state == State.INSIDE) {
            begin.ifPresent(statement -> refuse(
                    statement, "The transaction that begins here is never committed", "Put COMMIT; at the end."));
        }
        return refusing.map(this::stepwise)
                .orElseGet(() ->
                        new Verdict(TransactionMode.TRANSACTIONAL, Optional.empty(), modes.text(), count - folded));
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
        return new Verdict(TransactionMode.NON_TRANSACTIONAL, Optional.of(reason), Optional.empty(), count);
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
