package shop;

import java.util.Map;

/** Ends a request: becomes an answer as RFC 9457 problem details. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Reason phrases of RFC 9110. */
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            404, "Not Found",
            405, "Method Not Allowed",
            409, "Conflict",
            413, "Content Too Large",
            415, "Unsupported Media Type",
            422, "Unprocessable Content",
            500, "Internal Server Error",
            503, "Service Unavailable");

    private final int status;
    private final transient Map<String, String> headers;

    private Problem(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    Problem(int status, String detail) {
        this(status, detail, Map.of());
    }

    static Problem malformed(String detail) {
        return new Problem(400, detail);
    }

    static Problem unknownPath() {
        return new Problem(404, "There is nothing at this path.");
    }

    static Problem methodNotAllowed(String allowed) {
        return new Problem(405, "This method is not allowed here.", Map.of("Allow", allowed));
    }

    static Problem fault() {
        return new Problem(500, "The shop failed; its log has the reason under this request id.");
    }

    static Problem databaseSilent() {
        return new Problem(503, "The database gives no answer; try again.", Map.of("Retry-After", "1"));
    }

    Answer answer(String requestId) {
        Answer answer = Answer.problem(status, body(status, getMessage(), requestId));
        for (var header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    static String body(int status, String detail, String requestId) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", TITLES.getOrDefault(status, "Error"));
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            json.writeStringField("request_id", requestId);
            json.writeEndObject();
        });
    }
}
