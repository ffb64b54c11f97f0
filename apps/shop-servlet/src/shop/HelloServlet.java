package shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A small page from a template. */
public final class HelloServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_NAME = 100;

    private String template;

    @Override
    public void init() throws ServletException {
        try (var page = getServletContext().getResourceAsStream("/WEB-INF/hello.html")) {
            template = new String(page.readAllBytes(), StandardCharsets.UTF_8).replace("${machine}", Machine.NAME);
        } catch (IOException e) {
            throw new ServletException("the template of hello cannot be read", e);
        }
    }

    @Override
    Answer get(HttpServletRequest request) {
        String name = Query.value(request, "name").filter(given -> !given.isEmpty()).orElse("world");
        if (Text.length(name) > LONGEST_NAME) {
            throw Problem.malformed("The parameter name is longer than 100 characters.");
        }
        if (Text.hasControlCharacter(name)) {
            throw Problem.malformed("The parameter name has a control character in it.");
        }
        return Answer.html(template.replace("${name}", escape(name)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
