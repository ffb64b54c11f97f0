package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters behind the question mark. */
final class Query {
    private Query() {}

    /** The only value of a parameter; empty when it is not there. */
    static Optional<String> value(HttpServletRequest request, String name) {
        List<String> values = new ArrayList<>();
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            String value = sides.length == 2 ? Text.ofQuery(sides[1]) : "";
            if (Text.ofQuery(sides[0]).equals(name)) {
                values.add(value);
            }
        }
        if (values.size() > 1) {
            throw Problem.malformed("The parameter " + name + " is given more than once.");
        }
        return values.stream().findFirst();
    }
}
