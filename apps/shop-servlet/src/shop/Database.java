package shop;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Work in transactions on the container's pool of connections, within a time limit for the whole. */
final class Database {
    private static final Duration LIMIT = Duration.ofMillis(1800);
    private static final Logger LOG = Logger.getLogger("shop.database");

    private final DataSource pool;

    private Database(DataSource pool) {
        this.pool = pool;
    }

    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    static Database ofContainer() {
        try {
            return new Database(InitialContext.doLookup("java:comp/env/jdbc/shop"));
        } catch (NamingException e) {
            throw new IllegalStateException("the container gives no data source jdbc/shop", e);
        }
    }

    /** Commits what the work did, or nothing of it; a database that does not play its part is a 503. */
    <T> T inTransaction(Work<T> work) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            var transaction = new Transaction(connection, deadline);
            try {
                T result = work.in(transaction);
                transaction.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                transaction.rollBack(e);
                throw e;
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "SQLSTATE {0}: {1}", new Object[] {e.getSQLState(), e.getMessage()});
            throw Problem.databaseSilent();
        }
    }
}
