package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What the work inside a transaction may do, and how far the transaction has come. */
final class Transaction {
    private final Connection connection;
    private boolean commitSent;

    Transaction(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    void commit() throws SQLException {
        commitSent = true;
        connection.commit();
    }

    void rollBack(Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Whether it is certain that nothing was done: the database takes back what was not committed. */
    boolean isUndone() {
        return !commitSent;
    }
}
