package shop;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The outcome of an order, now and for each repetition.
 *
 * @param order the id of the order, null when there is none
 */
record Taken(int status, String body, Long order, boolean replayed) {

    /** A kept outcome: status, body and the order's id. */
    static Taken again(ResultSet row) throws SQLException {
        return new Taken(row.getInt(1), row.getString(2), row.getObject(3, Long.class), true);
    }

    Answer answer(String prefix) {
        Answer answer = status < 400 ? Answer.json(status, body) : Answer.problem(status, body);
        if (order != null) {
            answer = answer.with("Location", prefix + "/orders/" + order);
        }
        return replayed ? answer.with("Idempotency-Replayed", "true") : answer;
    }
}
