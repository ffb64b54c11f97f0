package waslab.jetty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Believes X-Forwarded-For and X-Forwarded-Proto of the servers in front, and of nobody else. */
public final class TrustedProxies implements HttpConfiguration.Customizer {
    private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Set<String> addresses;

    public TrustedProxies(String... addresses) {
        this.addresses = Set.of(addresses);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable answerHeaders) {
        boolean isTrusted = addresses.contains(Request.getRemoteAddr(request));
        return isTrusted ? new Forwarded(request, client(request), scheme(request)) : request;
    }

    /** The rightmost address that is not a trusted one; the peer when there is none. */
    private String client(Request request) {
        var hops = request.getHeaders().getCSV("X-Forwarded-For", false);
        for (int i = hops.size() - 1; i >= 0; i--) {
            if (!addresses.contains(hops.get(i))) {
                return hops.get(i).matches(ADDRESS) ? hops.get(i) : Request.getRemoteAddr(request);
            }
        }
        return Request.getRemoteAddr(request);
    }

    private static String scheme(Request request) {
        String told = request.getHeaders().get("X-Forwarded-Proto");
        return told != null && SCHEMES.contains(told) ? told : request.getHttpURI().getScheme();
    }

    private static final class Forwarded extends Request.Wrapper {
        private final HttpURI uri;
        private final ConnectionMetaData connection;

        Forwarded(Request request, String client, String scheme) {
            super(request);
            uri = HttpURI.build(request.getHttpURI()).scheme(scheme);
            var address = InetSocketAddress.createUnresolved(client, 0);
            connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return address;
                }

                @Override
                public boolean isSecure() {
                    return scheme.equals("https");
                }
            };
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }
    }
}
