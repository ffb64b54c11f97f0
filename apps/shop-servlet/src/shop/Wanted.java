package shop;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a client asks for. */
record Wanted(String product, int quantity) {
    private static final int LONGEST_PRODUCT = 100;
    private static final int MOST_PIECES = 1000;

    static Wanted parse(String body) {
        try (JsonParser json = Json.parser(body)) {
            Wanted wanted = object(json);
            if (json.nextToken() != null) {
                throw Problem.malformed("The body has something after its JSON object.");
            }
            return wanted;
        } catch (JsonProcessingException e) {
            throw Problem.malformed("The body is not valid JSON, or names a field twice.");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Wanted object(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.malformed("The body must be one JSON object.");
        }
        String product = null;
        Integer quantity = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "product" -> product = product(json);
                case "quantity" -> quantity = quantity(json);
                default -> throw Problem.malformed("The body may have only these fields: product, quantity.");
            }
        }
        if (product == null || quantity == null) {
            throw Problem.malformed("The body must have these fields: product, quantity.");
        }
        return new Wanted(product, quantity);
    }

    private static String product(JsonParser json) throws IOException {
        String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
        boolean wellFormed = !Text.hasControlCharacter(text) && !Text.hasLoneSurrogate(text);
        if (text.isEmpty() || Text.length(text) > LONGEST_PRODUCT || !wellFormed) {
            throw Problem.malformed("product must be a text of 1 to 100 characters without control characters.");
        }
        return text;
    }

    private static int quantity(JsonParser json) throws IOException {
        boolean small = json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getTextLength() <= 4;
        int number = small ? json.getIntValue() : 0;
        if (number < 1 || number > MOST_PIECES) {
            throw Problem.malformed("quantity must be a whole number from 1 to 1000.");
        }
        return number;
    }

    /** The hash by which a repeated request is known to want the same. */
    String digest() {
        return Sha256.hex(product + "\n" + quantity);
    }
}
