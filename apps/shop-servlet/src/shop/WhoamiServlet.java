package shop;

import jakarta.servlet.http.HttpServletRequest;

/** Says who answers, and how the request looks from here. */
public final class WhoamiServlet extends Endpoint {
    private static final long serialVersionUID = 1;

    @Override
    Answer get(HttpServletRequest request) {
        return Answer.json(200, Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("machine", Machine.NAME);
            json.writeStringField("model", Machine.MODEL);
            json.writeStringField("version", Machine.VERSION);
            json.writeStringField("server", getServletContext().getServerInfo());
            json.writeNumberField("pid", Machine.PROCESS);
            json.writeStringField("thread", Thread.currentThread().getName());
            json.writeNumberField("requests", RequestFilter.number(request));
            json.writeStringField("client", request.getRemoteAddr());
            json.writeStringField("scheme", request.getScheme());
            json.writeStringField("request_id", RequestId.of(request));
            json.writeEndObject();
        }));
    }
}
