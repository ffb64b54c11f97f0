package shop;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/** Counts the requests of this process and logs one JSON line for each; where the lines go, the container decides. */
public final class RequestFilter implements Filter {
    private static final Logger LOG = Logger.getLogger("shop.requests");
    private static final String NUMBER = RequestFilter.class.getName();
    private static final AtomicLong TAKEN = new AtomicLong();

    /** Which request of this process it is, from 1. */
    static long number(HttpServletRequest request) {
        return (Long) request.getAttribute(NUMBER);
    }

    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse plainResponse, FilterChain chain)
            throws IOException, ServletException {
        long began = System.nanoTime();
        var request = (HttpServletRequest) plainRequest;
        request.setAttribute(NUMBER, TAKEN.incrementAndGet());
        int status = 500;
        try {
            chain.doFilter(plainRequest, plainResponse);
            status = ((HttpServletResponse) plainResponse).getStatus();
        } finally {
            LOG.info(line(request, status, Duration.ofNanos(System.nanoTime() - began)));
        }
    }

    private static String line(HttpServletRequest request, int status, Duration taken) {
        DatabaseUse database = DatabaseUse.of(request);
        return Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("request_id", RequestId.of(request));
            json.writeStringField("method", request.getMethod());
            json.writeStringField("path", request.getRequestURI());
            json.writeNumberField("status", status);
            json.writeNumberField("ms", milliseconds(taken));
            json.writeNumberField("database_ms", milliseconds(database.taken()));
            json.writeNumberField("rows", database.rows());
            json.writeStringField("client", request.getRemoteAddr());
            json.writeStringField("model", Machine.MODEL);
            json.writeNumberField("pid", Machine.PROCESS);
            json.writeStringField("thread", Thread.currentThread().getName());
            json.writeEndObject();
        });
    }

    private static double milliseconds(Duration duration) {
        return duration.toNanos() / 1000 / 1000.0;
    }
}
