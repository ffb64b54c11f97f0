package shop;

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
