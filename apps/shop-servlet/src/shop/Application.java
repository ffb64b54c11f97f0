package shop;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Logger;

/** The application's beginning and end. */
public final class Application implements ServletContextListener {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration REFUSAL = Duration.ofMillis(500);
    private static final Logger LOG = Logger.getLogger("shop.database");

    private Database database;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        database = Database.open(event.getServletContext());
        warmUp();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        database.close();
    }

    /**
     * Makes the first connection before the first request comes: on a busy machine, loading the classes of driver and
     * cipher takes longer than a request may wait. An application whose database is silent starts all the same.
     */
    private void warmUp() {
        Instant end = Instant.now().plus(PATIENCE);
        boolean mayBeSlow = true;
        while (mayBeSlow && Instant.now().isBefore(end)) {
            Instant began = Instant.now();
            try {
                new Orders(database, new DatabaseUse("start")).newest(1);
                return;
            } catch (Problem silent) {
                mayBeSlow = Duration.between(began, Instant.now()).compareTo(REFUSAL) > 0;
            }
        }
        LOG.warning("the database gives no answer at the start of the application");
    }
}
