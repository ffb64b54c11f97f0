package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** What one request asks of the database, for its statements and its log line. */
final class DatabaseUse {
    private static final String ATTRIBUTE = DatabaseUse.class.getName();

    private final String requestId;
    private Duration taken = Duration.ZERO;
    private long rows;

    DatabaseUse(String requestId) {
        this.requestId = requestId;
    }

    static DatabaseUse of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof DatabaseUse known) {
            return known;
        }
        var use = new DatabaseUse(RequestId.of(request));
        request.setAttribute(ATTRIBUTE, use);
        return use;
    }

    /** The statement with the request's id, by which the database's log names the request. */
    String mark(String sql) {
        return sql + " /* request_id=" + requestId + " */";
    }

    void addTime(Duration more) {
        taken = taken.plus(more);
    }

    void addRows(int more) {
        rows += more;
    }

    /** The time from asking for a connection until it was given back, in all transactions. */
    Duration taken() {
        return taken;
    }

    /** The rows that the statements gave or changed. */
    long rows() {
        return rows;
    }
}
