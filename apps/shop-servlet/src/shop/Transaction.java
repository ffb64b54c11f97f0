package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the work inside a transaction may do, and how far the transaction has come. */
final class Transaction {
    private final Connection connection;
    private final DatabaseUse use;
    private boolean commitSent;

    Transaction(Connection connection, DatabaseUse use) throws SQLException {
        this.connection = connection;
        this.use = use;
        connection.setAutoCommit(false);
    }

    interface Reader<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** What the reader makes of each row that the statement gives. */
    <T> List<T> query(Reader<T> reader, String sql, Object... values) throws SQLException {
        try (var statement = prepare(sql, values)) {
            var answer = statement.executeQuery();
            List<T> found = new ArrayList<>();
            while (answer.next()) {
                found.add(reader.of(answer));
            }
            use.addRows(found.size());
            return found;
        }
    }

    /** How many rows the statement changes. */
    int change(String sql, Object... values) throws SQLException {
        try (var statement = prepare(sql, values)) {
            int changed = statement.executeUpdate();
            use.addRows(changed);
            return changed;
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        var statement = connection.prepareStatement(use.mark(sql));
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
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
