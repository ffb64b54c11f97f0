package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** The list of orders: shows the newest, takes new ones. */
public final class OrdersServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,3}");
    private static final int SHOWN = 20;
    private static final int MOST_SHOWN = 100;

    private transient Orders orders;

    @Override
    public void init() {
        orders = new Orders(Database.of(getServletContext()));
    }

    @Override
    Answer get(HttpServletRequest request) {
        List<Order> newest = orders.newest(Query.value(request, "limit").map(OrdersServlet::limit).orElse(SHOWN));
        return Answer.json(200, Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("orders");
            for (Order order : newest) {
                order.write(json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    @Override
    Answer other(HttpServletRequest request) throws IOException {
        if (!request.getMethod().equals("POST")) {
            throw Problem.methodNotAllowed("GET, HEAD, POST");
        }
        byte[] body = OrderRequest.body(request);
        String key = OrderRequest.idempotencyKey(request);
        Wanted wanted = Wanted.parse(Text.ofUtf8(body, "The body is not UTF-8."));
        String id = RequestId.of(request);
        Taken taken = key == null ? orders.place(wanted, id) : orders.placeOnce(wanted, key, id);
        return taken.answer(request.getContextPath());
    }

    private static int limit(String text) {
        int number = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_SHOWN) {
            throw Problem.malformed("The parameter limit must be a whole number from 1 to 100.");
        }
        return number;
    }
}
