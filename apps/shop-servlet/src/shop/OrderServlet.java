package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** One order. */
public final class OrderServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final Pattern PATH = Pattern.compile("/[0-9]{1,18}");

    @Override
    Answer get(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null || !PATH.matcher(path).matches()) {
            throw Problem.unknownPath();
        }
        long id = Long.parseLong(path.substring(1));
        Order order = Orders.of(request).find(id).orElseThrow(() -> new Problem(404, "There is no order " + id + "."));
        return Answer.json(200, Json.write(order::write));
    }

    @Override
    Answer other(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null || !PATH.matcher(path).matches()) {
            throw Problem.unknownPath();
        }
        throw Problem.methodNotAllowed("GET, HEAD");
    }
}
