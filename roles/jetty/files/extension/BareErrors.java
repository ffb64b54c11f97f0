package waslab.jetty;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ajax.JSON;

/** What the container says of a request that it refuses or cannot answer: the status, and nothing of the program. */
public final class BareErrors {
    private static final String TYPE = "application/problem+json";

    private BareErrors() {}

    private static String body(int status) {
        return new JSON().toJSON(Map.of(
                "type", "about:blank",
                "title", HttpStatus.getMessage(status),
                "status", status,
                "detail", detail(status),
                "request_id", ""));
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "The request could not be read.";
            case 404 -> "There is nothing at this path.";
            case 500 -> "The application failed; the server's log has the reason.";
            default -> "The server refused this request.";
        };
    }

    /** For requests that reach no application. */
    public static final class OfServer extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request, Response response, int status, String message, Throwable cause, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
            Content.Sink.write(response, true, body(status), callback);
        }
    }

    /** For applications that have no error page. */
    public static final class OfApplication extends ErrorPageErrorHandler {
        @Override
        protected void generateAcceptableResponse(ServletContextRequest context, HttpServletRequest request,
                HttpServletResponse response, int status, String message) throws IOException {
            response.setContentType(TYPE);
            response.getOutputStream().write(body(status).getBytes(StandardCharsets.UTF_8));
        }
    }
}
