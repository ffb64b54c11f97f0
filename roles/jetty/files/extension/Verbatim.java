package waslab.jetty;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Log lines exactly as the application writes them. */
public final class Verbatim extends Formatter {
    @Override
    public String format(LogRecord line) {
        return line.getMessage() + System.lineSeparator();
    }
}
