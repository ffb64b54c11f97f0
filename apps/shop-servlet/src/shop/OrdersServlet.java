package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/** The list of orders: shows the newest, takes new ones. */
public final class OrdersServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 20;
    private static final int MOST_SHOWN = 100;

    @Override
    Answer get(HttpServletRequest request) {
        int limit = Query.number(request, "limit", 1, MOST_SHOWN).orElse(SHOWN);
        List<Order> newest = Orders.of(request).newest(limit);
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
        Orders orders = Orders.of(request);
        String id = RequestId.of(request);
        Taken taken = key == null ? orders.place(wanted, id) : orders.placeOnce(wanted, key, id);
        return taken.answer(request.getContextPath());
    }
}
