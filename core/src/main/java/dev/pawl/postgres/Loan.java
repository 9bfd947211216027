package dev.pawl.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A connection that belongs to somebody else's pool, and what it was like before pawl took it (spec N4). */
final class Loan {

    private static final String APPLICATION_NAME = "ApplicationName";

    private final Connection jdbc;
    private final boolean autoCommit;
    private final int networkTimeout;
    private final @Nullable String applicationName;

    private Loan(Connection jdbc, boolean autoCommit, int networkTimeout, @Nullable String applicationName) {
        this.jdbc = jdbc;
        this.autoCommit = autoCommit;
        this.networkTimeout = networkTimeout;
        this.applicationName = applicationName;
    }

    static Loan begin(Connection jdbc, String applicationName) throws SQLException {
        Loan loan =
                new Loan(jdbc, jdbc.getAutoCommit(), jdbc.getNetworkTimeout(), jdbc.getClientInfo(APPLICATION_NAME));
        jdbc.setAutoCommit(true);
        jdbc.setClientInfo(APPLICATION_NAME, applicationName);
        return loan;
    }

    /** Puts everything back; the connection is still open. */
    void end() throws SQLException {
        jdbc.setClientInfo(APPLICATION_NAME, applicationName == null ? "" : applicationName);
        jdbc.setAutoCommit(autoCommit);
        jdbc.setNetworkTimeout(Runnable::run, networkTimeout);
    }
}
