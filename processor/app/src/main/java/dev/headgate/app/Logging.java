package dev.headgate.app;

/**
 * Logs the application's way unless the user brings a Logback configuration. The library has none of its own, so that it
 * logs as the program around it does.
 */
final class Logging {
    private static final String FILE = "logback.configurationFile";

    private Logging() {}

    /** To be called before the first logger is made. */
    static void configure(boolean verbose) {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "dev/headgate/app/logback.xml");
        }
        if (verbose) {
            System.setProperty("log.level", "DEBUG");
            System.setProperty("log.level.kafka", "INFO");
            System.setProperty("log.level.streams", "INFO");
        }
    }
}
