package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;

/** The sessions in the database, which all machines share. */
final class Sessions {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;

    private final Database database;
    private final DatabaseUse use;

    private Sessions(Database database, DatabaseUse use) {
        this.database = database;
        this.use = use;
    }

    static Sessions of(HttpServletRequest request) {
        return new Sessions(Database.of(request.getServletContext()), DatabaseUse.of(request));
    }

    /** Counts a visit in the session of this token, or in a new session when there is none. */
    Session visit(Optional<String> token) {
        return database.inTransaction(use, transaction -> {
            Optional<Session> known = token.isPresent() ? count(transaction, token.get()) : Optional.empty();
            return known.isPresent() ? known.get() : begin(transaction);
        });
    }

    private static Optional<Session> count(Transaction transaction, String token) throws SQLException {
        String sql = "UPDATE shop_session SET visits = visits + 1, expires_at = now() + interval '24 hours'"
                + " WHERE token_hash = ? AND expires_at > now() RETURNING visits";
        return transaction.query(row -> new Session(token, row.getInt(1)), sql, Sha256.hex(token)).stream().findFirst();
    }

    /** Takes a token of its own, never one that came from outside. */
    private static Session begin(Transaction transaction) throws SQLException {
        var session = new Session(freshToken(), 1);
        String sql = "INSERT INTO shop_session (token_hash, visits, expires_at)"
                + " VALUES (?, ?, now() + interval '24 hours')";
        transaction.change(sql, Sha256.hex(session.token()), session.visits());
        removeSomeExpired(transaction);
        return session;
    }

    /** Keeps the table small: more sessions go than come, and none is waited for. */
    private static void removeSomeExpired(Transaction transaction) throws SQLException {
        transaction.change("DELETE FROM shop_session WHERE token_hash IN"
                + " (SELECT token_hash FROM shop_session WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)");
    }

    private static String freshToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
