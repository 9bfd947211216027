package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The transactions that a script begins and commits itself, folded into pawl's one (spec F6).
 *
 * <p>Prisma writes a pair of {@code BEGIN} and {@code COMMIT} around each change of an enum, with other statements beside
 * it; people write several pairs in a file. All of it in one transaction does the same or fails as a whole, apart from what
 * lasts to the end of a transaction: {@code SET LOCAL} and the modes of one of several transactions are refused.
 */
final class OwnTransactions {
    static final String NO_TRANSACTION_FIX =
            "or mark the script with -- pawl: no-transaction to run it statement by" + " statement.";
    private static final String SPLIT_FIX = "Split it into one migration per transaction, " + NO_TRANSACTION_FIX;

    private final List<Problem> problems;
    private final HoistedModes modes = new HoistedModes();
    private Optional<Statement> firstBegin = Optional.empty();
    private Optional<Statement> open = Optional.empty();
    private Optional<Statement> firstWithModes = Optional.empty();
    private Optional<Statement> local = Optional.empty();
    private Optional<Statement> endedLocal = Optional.empty();
    private Optional<Statement> localOutside = Optional.empty();
    private boolean onlySettings = true;
    private boolean workOutside;
    private int pairs;
    private int folded;

    /** @param problems takes what is refused */
    OwnTransactions(List<Problem> problems) {
        this.problems = problems;
    }

    /** {@code BEGIN} or {@code START TRANSACTION}. */
    void begin(Statement statement) {
        if (open.isPresent()) {
            refuse(statement, "The script begins a transaction inside a transaction", "Remove it.");
            return;
        }
        firstBegin = firstBegin.or(() -> Optional.of(statement));
        open = Optional.of(statement);
        pairs++;
        goesOn();
        fold(statement);
    }

    /** {@code COMMIT} or {@code END}. */
    void commit(Statement statement) {
        if (open.isEmpty()) {
            refuse(
                    statement,
                    "The script commits a transaction that it did not begin",
                    "Remove it; pawl commits after the last statement, " + NO_TRANSACTION_FIX);
            return;
        }
        open = Optional.empty();
        endedLocal = endedLocal.or(() -> local);
        local = Optional.empty();
        folded++;
    }

    /** {@code SET TRANSACTION}, in whatever words. */
    void setTransaction(Statement statement) {
        if (onlySettings && (open.isPresent() || pairs == 0)) {
            fold(statement);
            return;
        }
        refuse(
                statement,
                "The modes of a transaction cannot be set after its first statement",
                "Put SET TRANSACTION at the head of the script.");
    }

    private void fold(Statement statement) {
        folded++;
        modes.add(statement).ifPresent(problems::add);
        if (modes.text().isPresent()) {
            firstWithModes = firstWithModes.or(() -> Optional.of(statement));
        }
    }

    /** {@code SET LOCAL}, which its own transaction's end would undo. */
    void setLocal(Statement statement) {
        if (open.isPresent()) {
            local = local.or(() -> Optional.of(statement));
        } else {
            localOutside = localOutside.or(() -> Optional.of(statement));
        }
    }

    /** A statement that does something. */
    void work() {
        onlySettings = false;
        workOutside |= open.isEmpty();
        goesOn();
    }

    private void goesOn() {
        endedLocal.ifPresent(statement -> refuse(
                statement,
                "This setting would outlast the script's own COMMIT, since pawl runs all of the script in one transaction",
                SPLIT_FIX));
        endedLocal = Optional.empty();
    }

    /** After the last statement. */
    void finish() {
        open.ifPresent(statement ->
                refuse(statement, "The transaction that begins here is never committed", "Put COMMIT; at the end."));
        if (pairs > 0) {
            localOutside.ifPresent(statement -> refuse(
                    statement,
                    "This statement stands outside the script's own BEGIN and COMMIT",
                    "Move it inside, or into a migration of its own, " + NO_TRANSACTION_FIX));
        }
        if (isSplit()) {
            firstWithModes.ifPresent(statement -> refuse(
                    statement,
                    "These modes would hold for all of the script, since pawl runs it in one transaction",
                    SPLIT_FIX));
        }
    }

    private boolean isSplit() {
        return pairs > 1 || (pairs == 1 && workOutside);
    }

    /** Where the script's own transactions begin, if it would have committed anywhere but at its end. */
    Optional<SourcePosition> joined() {
        return firstBegin
                .filter(begin -> isSplit())
                .map(begin -> StatementLocator.start(begin).position());
    }

    /** For pawl's BEGIN; empty where the script sets none. */
    Optional<String> modes() {
        return modes.text();
    }

    /** How many statements pawl's own transaction stands for. */
    int folded() {
        return folded;
    }

    private void refuse(Statement statement, String message, String fix) {
        problems.add(ScriptReview.problem(statement, ErrorCode.TRANSACTION_CONTROL, message, fix));
    }
}
