package shop;

import jakarta.servlet.http.HttpServletRequest;

/** Whether the application can work: it can when the database answers. */
public final class HealthServlet extends Endpoint {
    private static final long serialVersionUID = 1;

    @Override
    Answer get(HttpServletRequest request) {
        Database.of(getServletContext()).inTransaction(
                DatabaseUse.of(request), transaction -> transaction.query(row -> row.getInt(1), "SELECT 1"));
        return Answer.json(200, "{\"status\":\"ok\",\"database\":\"ok\"}");
    }
}
