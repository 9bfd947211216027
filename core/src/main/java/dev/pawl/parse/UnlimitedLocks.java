package dev.pawl.parse;

import dev.pawl.migration.SourcePosition;
import dev.pawl.migration.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds where a script turns the lock timeout off ahead of statements that need one (design, traps). Concurrent index builds
 * need none: they hold nobody up while they wait.
 */
final class UnlimitedLocks {
    private static final Pattern ZERO = Pattern.compile("0+(?:\\.0*)?\\s*(?:us|ms|s|min|h|d)?");

    private Optional<Statement> off = Optional.empty();
    private Optional<SourcePosition> found = Optional.empty();

    /** The next statement. */
    void statement(Statement statement) {
        switch (statement.kind()) {
            case SESSION_SETTING -> follow(statement);
            case RETURNS_ROWS -> {
                if (!follow(statement)) {
                    work();
                }
            }
            case BEGIN, COMMIT, TRANSACTION_CONTROL, SAVEPOINT -> {}
            case CREATE_INDEX_CONCURRENTLY, DROP_INDEX_CONCURRENTLY, REINDEX_CONCURRENTLY, DETACH_CONCURRENTLY -> {}
            default -> work();
        }
    }

    private boolean follow(Statement statement) {
        Optional<SettingChange> change = SettingChange.of(statement.sql());
        change.filter(setting -> setting.name().equals("lock_timeout"))
                .ifPresent(setting -> off = isZero(setting) ? Optional.of(statement) : Optional.empty());
        return change.isPresent();
    }

    private static boolean isZero(SettingChange setting) {
        return setting.values().size() == 1
                && ZERO.matcher(setting.values().get(0).strip().toLowerCase(Locale.ROOT))
                        .matches();
    }

    private void work() {
        if (found.isEmpty()) {
            found = off.map(statement -> StatementLocator.start(statement).position());
        }
    }

    /** The first such place. */
    Optional<SourcePosition> found() {
        return found;
    }
}
