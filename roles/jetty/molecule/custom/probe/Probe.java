import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Tells what a servlet sees, and does what a servlet may do badly. */
public final class Probe extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = Logger.getLogger("probe.requests");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        response.setContentType("text/plain");
        response.getWriter().print(switch (request.getPathInfo()) {
            case "/client" -> request.getScheme() + " " + request.getRemoteAddr();
            case "/log" -> note(request.getParameter("line"));
            case "/server" -> getServletContext().getServerInfo();
            case "/slow" -> slow();
            case "/user" -> user("SELECT current_user");
            case "/slow-user" -> user("SELECT current_user FROM pg_sleep(5)");
            default -> throw new ServletException("a detail for its developers");
        });
    }

    private static String note(String line) {
        LOG.info(line);
        return "logged";
    }

    private static String slow() throws ServletException {
        try {
            Thread.sleep(2000);
        } catch (InterruptedException stopped) {
            throw new ServletException(stopped);
        }
        return "done";
    }

    private static String user(String query) throws ServletException {
        try {
            var source = (DataSource) new InitialContext().lookup("java:comp/env/jdbc/probe");
            try (var connection = source.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getString(1);
            }
        } catch (NamingException | SQLException failed) {
            throw new ServletException(failed);
        }
    }
}
