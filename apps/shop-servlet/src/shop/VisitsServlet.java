package shop;

import jakarta.servlet.http.HttpServletRequest;

/** Counts a client's visits in its session; has no HEAD, since asking counts. */
public final class VisitsServlet extends Endpoint {
    private static final long serialVersionUID = 1;

    @Override
    Answer get(HttpServletRequest request) {
        Session session = Sessions.of(request).visit(SessionCookie.token(request));
        return Answer.json(200, Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("visits", session.visits());
            json.writeStringField("machine", Machine.NAME);
            json.writeStringField("model", Machine.MODEL);
            json.writeStringField("request_id", RequestId.of(request));
            json.writeEndObject();
        })).with("Set-Cookie", SessionCookie.of(session));
    }

    @Override
    Answer head(HttpServletRequest request) {
        return other(request);
    }

    @Override
    Answer other(HttpServletRequest request) {
        throw Problem.methodNotAllowed("GET");
    }
}
