package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** Waits as a servlet does: its thread waits. */
public final class SlowServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_MS = 10_000;

    @Override
    Answer get(HttpServletRequest request) {
        int ms = Query.number(request, "ms", 0, LONGEST_MS)
                .orElseThrow(() -> Problem.malformed("The parameter ms is missing."));
        sleep(Duration.ofMillis(ms));
        return Answer.json(200, Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("ms", ms);
            json.writeStringField("machine", Machine.NAME);
            json.writeStringField("model", Machine.MODEL);
            json.writeStringField("request_id", RequestId.of(request));
            json.writeEndObject();
        }));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the container stops", stopped);
        }
    }
}
