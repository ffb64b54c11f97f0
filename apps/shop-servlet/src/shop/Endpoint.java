package shop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One path of the contract, which answers GET and HEAD. */
abstract class Endpoint extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger("shop.faults");
    private static final long LARGEST_REST = 65_536;

    abstract Answer get(HttpServletRequest request) throws IOException;

    /** Answers HEAD, whose body is not sent. */
    Answer head(HttpServletRequest request) throws IOException {
        return get(request);
    }

    /** Answers any method but GET and HEAD. */
    Answer other(HttpServletRequest request) throws IOException {
        throw Problem.methodNotAllowed("GET, HEAD");
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = answer(request);
        Answer last = isReadToEnd(request) ? answer : answer.with("Connection", "close");
        last.send(request, response);
    }

    /**
     * Reads what nobody asked for, within reason: a container may close a connection with something unread on it,
     * and a client that was not told so would send its next request there.
     */
    private static boolean isReadToEnd(HttpServletRequest request) throws IOException {
        return request.getContentLengthLong() < LARGEST_REST
                && request.getInputStream().skip(LARGEST_REST) < LARGEST_REST;
    }

    private Answer answer(HttpServletRequest request) throws IOException {
        String id = RequestId.of(request);
        try {
            if (!isExact(request)) {
                throw Problem.unknownPath();
            }
            return switch (request.getMethod()) {
                case "GET" -> get(request);
                case "HEAD" -> head(request);
                default -> other(request);
            };
        } catch (Problem problem) {
            return problem.answer(id);
        } catch (RuntimeException fault) {
            LOG.log(Level.SEVERE, "request " + id, fault);
            return Problem.fault().answer(id);
        }
    }

    /** False when the container had to drop parameters, merge slashes or resolve dots to find this endpoint. */
    private static boolean isExact(HttpServletRequest request) {
        String inside = request.getPathInfo() == null ? "" : request.getPathInfo();
        String mapped = request.getContextPath() + request.getServletPath() + inside;
        return Text.ofPath(request.getRequestURI()).equals(mapped);
    }
}
