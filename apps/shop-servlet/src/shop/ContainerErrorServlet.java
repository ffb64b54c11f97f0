package shop;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Gives the container's own refusals the shape of every other error. */
public final class ContainerErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Problem problem = switch (status) {
            case 404 -> Problem.unknownPath();
            case 500 -> Problem.fault();
            default -> new Problem(status, "The server refused this request.");
        };
        problem.answer(RequestId.of(request)).send(request, response);
    }
}
