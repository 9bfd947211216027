package dev.pawl.record;

import dev.pawl.error.ServerMessage;
import dev.pawl.postgres.DatabaseProblems;
import dev.pawl.postgres.QualifiedName;
import dev.pawl.postgres.SqlState;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells from an error whether another runner has the migration. */
public final class LostClaim {

    private static final String NOT_A_NUMBER = "22P02";

    private final HistoryTable table;

    /** For the claims of one history. */
    public LostClaim(HistoryTable table) {
        this.table = table;
    }

    /**
     * Whether an error means that a claim was lost. For certain, where the error comes from a message of the claim alone;
     * where a script came after it in the same message, its own lock timeouts and deadlocks count only if they are about
     * the history table.
     */
    public boolean isMeantBy(SQLException error) {
        return switch (Optional.ofNullable(error.getSQLState()).orElse("")) {
            case SqlState.UNIQUE_VIOLATION -> isAboutHistory(error);
            case SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK, SqlState.SERIALIZATION_FAILURE ->
                mentionsHistory(error);
            default ->
                refusal(error).filter(refusal -> refusal == Refusal.CLAIM_LOST).isPresent();
        };
    }

    private boolean isAboutHistory(SQLException error) {
        return isAbout(table.name(), error) || isByLease(error);
    }

    /** Whether it was lost to a script that runs under a lease, or was broken off under one ({@link Leases#exclude}). */
    public boolean isByLease(SQLException error) {
        return SqlState.is(error, SqlState.UNIQUE_VIOLATION)
                && isAbout(table.names().leases(), error);
    }

    private static boolean isAbout(QualifiedName relation, SQLException error) {
        if (!(error instanceof PSQLException driverError)) {
            return false;
        }
        ServerErrorMessage said = driverError.getServerErrorMessage();
        return said != null
                && relation.schema().name().equals(said.getSchema())
                && relation.name().name().equals(said.getTable());
    }

    /** The context is in the server's language, but the name of the table or index in it is not. */
    private boolean mentionsHistory(SQLException error) {
        String where = DatabaseProblems.serverMessage(error)
                .flatMap(ServerMessage::where)
                .orElse("");
        return table.relations().stream()
                .map(name -> Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)"))
                .anyMatch(name -> name.matcher(where).find());
    }

    /** Which of pawl's own assertions an error comes from. */
    public static Optional<Refusal> refusal(SQLException error) {
        if (!NOT_A_NUMBER.equals(error.getSQLState())) {
            return Optional.empty();
        }
        String message = DatabaseProblems.serverMessage(error)
                .map(ServerMessage::message)
                .orElse("");
        for (Refusal refusal : Refusal.values()) {
            if (message.contains('"' + refusal.marker() + '"')) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
