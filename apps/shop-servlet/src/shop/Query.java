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

    /** The only value of a parameter that is a whole number in these bounds, in as many digits as the greatest at most. */
    static Optional<Integer> number(HttpServletRequest request, String name, int least, int greatest) {
        return value(request, name).map(text -> {
            boolean isShort = text.matches("[0-9]+") && text.length() <= String.valueOf(greatest).length();
            int number = isShort ? Integer.parseInt(text) : least - 1;
            if (number < least || number > greatest) {
                throw Problem.malformed(
                        "The parameter " + name + " must be a whole number from " + least + " to " + greatest + ".");
            }
            return number;
        });
    }
}
