package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters behind the question mark. */
final class Query {
    private static final String WRONG_FORM = "The query is not percent-encoded UTF-8.";

    private Query() {}

    /** The only value of a parameter; empty when it is not there. */
    static Optional<String> value(HttpServletRequest request, String name) {
        List<String> values = new ArrayList<>();
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            String value = sides.length == 2 ? decode(sides[1]) : "";
            if (decode(sides[0]).equals(name)) {
                values.add(value);
            }
        }
        if (values.size() > 1) {
            throw Problem.malformed("The parameter " + name + " is given more than once.");
        }
        return values.stream().findFirst();
    }

    private static String decode(String encoded) {
        try {
            String bytes = URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1);
            return Text.ofUtf8(bytes.getBytes(StandardCharsets.ISO_8859_1), WRONG_FORM);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(WRONG_FORM);
        }
    }
}
