package shop;

import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The orders in the database. */
final class Orders {
    private static final String SELECT =
            "SELECT " + Order.COLUMNS + " FROM shop_order o JOIN shop_product p ON p.id = o.product_id";

    private final Database database;

    Orders(Database database) {
        this.database = database;
    }

    List<Order> newest(int limit) {
        return database.inTransaction(transaction -> {
            try (var select = transaction.prepare(SELECT + " ORDER BY o.id DESC LIMIT ?")) {
                select.setInt(1, limit);
                var rows = select.executeQuery();
                List<Order> orders = new ArrayList<>();
                while (rows.next()) {
                    orders.add(Order.of(rows));
                }
                return orders;
            }
        });
    }

    Optional<Order> find(long id) {
        return database.inTransaction(transaction -> {
            try (var select = transaction.prepare(SELECT + " WHERE o.id = ?")) {
                select.setLong(1, id);
                var row = select.executeQuery();
                return row.next() ? Optional.of(Order.of(row)) : Optional.empty();
            }
        });
    }

    /** Takes the order in one transaction. */
    Taken place(Wanted wanted, String requestId) {
        return database.inTransaction(transaction -> take(transaction, wanted, requestId));
    }

    /** Takes the order once for this key; a repetition gets what the first got. */
    Taken placeOnce(Wanted wanted, String key, String requestId) {
        return database.inTransaction(transaction -> {
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
        try (var insert = transaction.prepare(sql)) {
            insert.setString(1, key);
            insert.setString(2, wanted.digest());
            return insert.executeUpdate() == 1;
        }
    }

    private static Taken kept(Transaction transaction, String key, Wanted wanted) throws SQLException {
        String sql = "SELECT request_hash, status, body, order_id FROM shop_idempotency WHERE key = ?";
        try (var select = transaction.prepare(sql)) {
            select.setString(1, key);
            var row = select.executeQuery();
            if (!row.next()) {
                throw new SQLException("the idempotency key was removed at this moment");
            }
            if (!row.getString(1).equals(wanted.digest())) {
                throw new Problem(422, "This Idempotency-Key was used for another order.");
            }
            return new Taken(row.getInt(2), row.getString(3), row.getObject(4, Long.class), true);
        }
    }

    private static void keep(Transaction transaction, String key, Taken taken) throws SQLException {
        String sql = "UPDATE shop_idempotency SET status = ?, body = ?, order_id = ? WHERE key = ?";
        try (var update = transaction.prepare(sql)) {
            update.setInt(1, taken.status());
            update.setString(2, taken.body());
            update.setObject(3, taken.order(), Types.BIGINT);
            update.setString(4, key);
            update.executeUpdate();
        }
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
        try (var update = transaction.prepare(sql)) {
            update.setInt(1, wanted.quantity());
            update.setString(2, wanted.product());
            update.setInt(3, wanted.quantity());
            return update.executeUpdate() == 1;
        }
    }

    private static boolean exists(Transaction transaction, String product) throws SQLException {
        try (var select = transaction.prepare("SELECT 1 FROM shop_product WHERE name = ?")) {
            select.setString(1, product);
            return select.executeQuery().next();
        }
    }

    private static Order write(Transaction transaction, Wanted wanted) throws SQLException {
        String sql = "WITH o AS (INSERT INTO shop_order (product_id, quantity)"
                + " SELECT id, ? FROM shop_product WHERE name = ? RETURNING *)"
                + " SELECT " + Order.COLUMNS + " FROM o JOIN shop_product p ON p.id = o.product_id";
        try (var insert = transaction.prepare(sql)) {
            insert.setInt(1, wanted.quantity());
            insert.setString(2, wanted.product());
            var row = insert.executeQuery();
            row.next();
            return Order.of(row);
        }
    }

    private static Taken refusal(int status, String detail, String requestId) {
        return new Taken(status, Problem.body(status, detail, requestId), null, false);
    }
}
