package shop;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as clients send it: refused, not repaired, when it is wrong. */
final class Text {
    private Text() {}

    /** @throws Problem with this detail when the bytes are not UTF-8 */
    static String ofUtf8(byte[] bytes, String detail) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Problem.malformed(detail);
        }
    }

    /** @throws Problem when the text is not percent-encoded UTF-8, with a plus for a space */
    static String ofQuery(String encoded) {
        String detail = "The address is not percent-encoded UTF-8.";
        try {
            String bytes = URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1);
            return ofUtf8(bytes.getBytes(StandardCharsets.ISO_8859_1), detail);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(detail);
        }
    }

    /** @throws Problem when the path is not percent-encoded UTF-8 */
    static String ofPath(String encoded) {
        return ofQuery(encoded.replace("+", "%2B"));
    }

    /** In code points. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7F);
    }

    static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
