package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;

/** A transaction that waits for the database no longer than until its deadline. */
final class Transaction {
    private static final int ROLLBACK_MILLIS = 100;

    private final Connection connection;
    private final long deadline;

    /** @param deadline as {@link System#nanoTime} counts */
    Transaction(Connection connection, long deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    /** A statement, to be carried out at once: its answer may take the rest of the time. */
    PreparedStatement prepare(String sql) throws SQLException {
        waitUntilDeadline();
        return connection.prepareStatement(sql);
    }

    void commit() throws SQLException {
        waitUntilDeadline();
        connection.commit();
    }

    void rollBack(Exception reason) {
        try {
            connection.setNetworkTimeout(Runnable::run, ROLLBACK_MILLIS);
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private void waitUntilDeadline() throws SQLException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SQLTimeoutException("no time is left for the next statement");
        }
        connection.setNetworkTimeout(Runnable::run, (int) millis);
    }
}
