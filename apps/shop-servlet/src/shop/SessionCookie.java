package shop;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a session's token travels. */
final class SessionCookie {
    private static final String NAME = "__Host-session";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private SessionCookie() {}

    /** The token that the client sends; empty when it sends none that the shop could have made. */
    static Optional<String> token(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies() == null ? new Cookie[0] : request.getCookies();
        return Stream.of(cookies)
                .filter(cookie -> cookie.getName().equals(NAME))
                .map(Cookie::getValue)
                .filter(value -> TOKEN.matcher(value).matches())
                .findFirst();
    }

    /** The value of Set-Cookie: a browser takes this name from this host and by HTTPS alone. */
    static String of(Session session) {
        return NAME + "=" + session.token() + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400";
    }
}
