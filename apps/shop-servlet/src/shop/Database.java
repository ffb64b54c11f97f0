package shop;

import jakarta.servlet.ServletContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Work in transactions on the container's pool of connections, within a time limit for the whole. */
final class Database implements AutoCloseable {
    private static final String ATTRIBUTE = Database.class.getName();
    private static final long LIMIT = Duration.ofMillis(1800).toNanos();
    /** What the pool may take to open a connection. */
    private static final long TIME_TO_CONNECT = Duration.ofMillis(1000).toNanos();
    /** The class of SQLSTATEs for a broken connection, and PostgreSQL's states for a session that the server ends. */
    private static final String CONNECTION_EXCEPTION = "08";
    private static final Set<String> SESSION_ENDED = Set.of("57P01", "57P02", "57P03", "25P03");
    private static final Logger LOG = Logger.getLogger("shop.database");

    private final DataSource pool;
    private final ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(1, work -> {
        var thread = new Thread(work, "shop-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private Database(DataSource pool) {
        this.pool = pool;
        watchdog.setRemoveOnCancelPolicy(true);
    }

    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /** The database of the whole application, on the data source that the container gives. */
    static Database open(ServletContext application) {
        try {
            var database = new Database(InitialContext.doLookup("java:comp/env/jdbc/shop"));
            application.setAttribute(ATTRIBUTE, database);
            return database;
        } catch (NamingException e) {
            throw new IllegalStateException("the container gives no data source jdbc/shop", e);
        }
    }

    static Database of(ServletContext application) {
        return (Database) application.getAttribute(ATTRIBUTE);
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }

    /**
     * Commits what the work did, or nothing of it; a database that does not play its part is a 503.
     * The work may have to begin again on another connection, since a pooled one can have died while it lay idle.
     */
    <T> T inTransaction(DatabaseUse use, Work<T> work) {
        long began = System.nanoTime();
        long deadline = began + LIMIT;
        try {
            while (true) {
                try {
                    return attempt(use, work, deadline);
                } catch (SQLRecoverableException e) {
                    if (deadline - System.nanoTime() < TIME_TO_CONNECT) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "SQLSTATE {0}: {1}", new Object[] {e.getSQLState(), e.getMessage()});
            throw Problem.databaseSilent();
        } finally {
            use.addTime(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** @throws SQLRecoverableException when the connection was lost before anything was done */
    private <T> T attempt(DatabaseUse use, Work<T> work, long deadline) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            long left = deadline - System.nanoTime();
            var guard = watchdog.schedule(() -> abort(connection), left, TimeUnit.NANOSECONDS);
            try {
                return carryOut(work, new Transaction(connection, use));
            } finally {
                guard.cancel(false);
            }
        }
    }

    private static <T> T carryOut(Work<T> work, Transaction transaction) throws SQLException {
        try {
            T result = work.in(transaction);
            transaction.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            transaction.rollBack(e);
            if (e instanceof SQLException lost && isLost(lost) && transaction.isUndone()) {
                throw new SQLRecoverableException(lost.getMessage(), lost.getSQLState(), lost);
            }
            throw e;
        }
    }

    /** Ends a wait for a database that has fallen silent: the driver's own time limit begins anew with each answer. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.log(Level.FINE, "the connection was closed already", e);
        }
    }

    private static boolean isLost(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith(CONNECTION_EXCEPTION) || SESSION_ENDED.contains(state));
    }
}
