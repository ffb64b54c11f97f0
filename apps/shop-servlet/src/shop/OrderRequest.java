package shop;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Pattern;

/** What stands around the order in a POST. */
final class OrderRequest {
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(;\\s*charset=(\"?)utf-8\\2\\s*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int LARGEST_BODY = 65_536;

    private OrderRequest() {}

    /** The body of a request that says that it is JSON and is not too large. */
    static byte[] body(HttpServletRequest request) throws IOException {
        String type = request.getHeader("Content-Type");
        if (type == null || !JSON.matcher(type.strip()).matches()) {
            throw new Problem(415, "The body must be sent as application/json.");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Problem(415, "The body must not be compressed.");
        }
        boolean announcedTooLarge = request.getContentLengthLong() > LARGEST_BODY;
        byte[] body = announcedTooLarge ? null : request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (announcedTooLarge || body.length > LARGEST_BODY) {
            throw new Problem(413, "The body is larger than " + LARGEST_BODY + " bytes.");
        }
        return body;
    }

    /** The key under which the answer is kept; null when there is none. */
    static String idempotencyKey(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw Problem.malformed("Idempotency-Key must be 1 to 255 visible ASCII characters.");
        }
        return key;
    }
}
