package shop;

import jakarta.servlet.http.HttpServletRequest;

/** Whether the application can work: it can when the database answers. */
public final class HealthServlet extends Endpoint {
    private static final long serialVersionUID = 1;

    private transient Database database;

    @Override
    public void init() {
        database = Database.of(getServletContext());
    }

    @Override
    Answer get(HttpServletRequest request) {
        database.inTransaction(transaction -> {
            try (var question = transaction.prepare("SELECT 1"); var answer = question.executeQuery()) {
                return answer.next();
            }
        });
        return Answer.json(200, "{\"status\":\"ok\",\"database\":\"ok\"}");
    }
}
