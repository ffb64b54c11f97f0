package shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A small page from a template. */
public final class HelloServlet extends Endpoint {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_NAME = 100;
    private static final String FOR_SHARED_CACHES = "public, max-age=1, stale-while-revalidate=10, stale-if-error=600";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private String template;

    @Override
    public void init() throws ServletException {
        try (var page = getServletContext().getResourceAsStream("/WEB-INF/hello.html")) {
            template = new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${machine}", Machine.NAME)
                    .replace("${model}", Machine.MODEL);
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
        // The name comes last: what a client writes is no place for anything else.
        String page = template.replace("${time}", TIME.format(Instant.now())).replace("${name}", escape(name));
        return Answer.html(page).with("Cache-Control", FOR_SHARED_CACHES);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
