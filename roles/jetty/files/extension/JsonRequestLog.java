package waslab.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.ajax.JSON;
import org.eclipse.jetty.util.component.ContainerLifeCycle;

/** Writes one JSON object for each request. Jetty's own format leaves quotes in what clients send as they are. */
public final class JsonRequestLog extends ContainerLifeCycle implements RequestLog {
    private final RequestLog.Writer writer;
    private final JSON json = new JSON();

    public JsonRequestLog(RequestLog.Writer writer) {
        this.writer = writer;
        installBean(writer);
    }

    @Override
    public void log(Request request, Response response) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("request_id", request.getHeaders().get("X-Request-ID"));
        line.put("client", Request.getRemoteAddr(request));
        line.put("peer", Request.getRemoteAddr(Request.unWrap(request)));
        line.put("method", request.getMethod());
        line.put("path", request.getHttpURI().getPath());
        line.put("protocol", request.getConnectionMetaData().getProtocol());
        line.put("status", response.getStatus());
        line.put("bytes", Response.getContentBytesWritten(response));
        line.put("ms", (System.nanoTime() - request.getBeginNanoTime()) / 1_000_000);
        line.put("thread", Thread.currentThread().getName());
        try {
            writer.write(json.toJSON(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
