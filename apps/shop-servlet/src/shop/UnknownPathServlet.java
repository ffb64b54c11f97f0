package shop;

import jakarta.servlet.http.HttpServletRequest;

/** Every path that no other servlet takes. */
public final class UnknownPathServlet extends Endpoint {
    private static final long serialVersionUID = 1;

    @Override
    Answer get(HttpServletRequest request) {
        throw Problem.unknownPath();
    }

    @Override
    Answer other(HttpServletRequest request) {
        throw Problem.unknownPath();
    }
}
