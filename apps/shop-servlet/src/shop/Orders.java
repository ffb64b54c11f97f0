package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The orders in the database. */
final class Orders {
    private static final String SELECT =
            "SELECT " + Order.COLUMNS + " FROM shop_order o JOIN shop_product p ON p.id = o.product_id";

    private final Database database;
    private final DatabaseUse use;

    Orders(Database database, DatabaseUse use) {
        this.database = database;
        this.use = use;
    }

    static Orders of(HttpServletRequest request) {
        return new Orders(Database.of(request.getServletContext()), DatabaseUse.of(request));
    }

    List<Order> newest(int limit) {
        String sql = SELECT + " ORDER BY o.id DESC LIMIT ?";
        return database.inTransaction(use, transaction -> transaction.query(Order::of, sql, limit));
    }

    Optional<Order> find(long id) {
        String sql = SELECT + " WHERE o.id = ?";
        return database.inTransaction(use, transaction -> transaction.query(Order::of, sql, id)).stream().findFirst();
    }

    /** Takes the order in one transaction. */
    Taken place(Wanted wanted, String requestId) {
        return database.inTransaction(use, transaction -> take(transaction, wanted, requestId));
    }

    /** Takes the order once for this key; a repetition gets what the first got. */
    Taken placeOnce(Wanted wanted, String key, String requestId) {
        return database.inTransaction(use, transaction -> {
            if (!claim(transaction, key, wanted)) {
                return kept(transaction, key, wanted);
            }
            Taken taken = take(transaction, wanted, requestId);
            keep(transaction, key, taken);
            return taken;
        });
    }

    /**
     * Makes the key ours; false when an earlier request has it.
     * While another transaction is making the same key, the database lets this one wait for its outcome.
     */
    private static boolean claim(Transaction transaction, String key, Wanted wanted) throws SQLException {
        String sql = "INSERT INTO shop_idempotency (key, request_hash, status, body) VALUES (?, ?, 0, '')"
                + " ON CONFLICT (key) DO NOTHING";
        return transaction.change(sql, key, wanted.digest()) == 1;
    }

    private static Taken kept(Transaction transaction, String key, Wanted wanted) throws SQLException {
        String sql = "SELECT status, body, order_id FROM shop_idempotency WHERE key = ? AND request_hash = ?";
        return transaction.query(Taken::again, sql, key, wanted.digest()).stream().findFirst()
                .orElseThrow(() -> new Problem(422, "This Idempotency-Key was used for another order."));
    }

    private static void keep(Transaction transaction, String key, Taken taken) throws SQLException {
        String sql = "UPDATE shop_idempotency SET status = ?, body = ?, order_id = ? WHERE key = ?";
        transaction.change(sql, taken.status(), taken.body(), taken.order(), key);
    }

    private static Taken take(Transaction transaction, Wanted wanted, String requestId) throws SQLException {
        if (!takeFromStock(transaction, wanted)) {
            return exists(transaction, wanted.product())
                    ? refusal(409, "There are not " + wanted.quantity() + " pieces of " + wanted.product() + " left.",
                            requestId)
                    : refusal(404, "There is no product named " + wanted.product() + ".", requestId);
        }
        Order order = write(transaction, wanted);
        return new Taken(201, Json.write(order::write), order.id(), false);
    }

    private static boolean takeFromStock(Transaction transaction, Wanted wanted) throws SQLException {
        String sql = "UPDATE shop_product SET stock = stock - ? WHERE name = ? AND stock >= ?";
        return transaction.change(sql, wanted.quantity(), wanted.product(), wanted.quantity()) == 1;
    }

    private static boolean exists(Transaction transaction, String product) throws SQLException {
        String sql = "SELECT id FROM shop_product WHERE name = ?";
        return !transaction.query(row -> row.getLong(1), sql, product).isEmpty();
    }

    private static Order write(Transaction transaction, Wanted wanted) throws SQLException {
        String sql = "WITH o AS (INSERT INTO shop_order (product_id, quantity)"
                + " SELECT id, ? FROM shop_product WHERE name = ? RETURNING *)"
                + " SELECT " + Order.COLUMNS + " FROM o JOIN shop_product p ON p.id = o.product_id";
        return transaction.query(Order::of, sql, wanted.quantity(), wanted.product()).get(0);
    }

    private static Taken refusal(int status, String detail, String requestId) {
        return new Taken(status, Problem.body(status, detail, requestId), null, false);
    }
}
