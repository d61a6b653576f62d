package dev.headgate.net;

import java.util.Map;

/**
 * What a client of an HTTP server may cost. The JDK's server reads these once in the life of the JVM, from system properties,
 * so one that the user sets wins. How long answers may take is for {@link AnswerGuard}: some are streams.
 */
public final class ServerLimits {
    /** Far above what probes, scrapes and people need, so that who holds some hundreds open keeps no probe out. */
    static final int CONNECTIONS = 1_000;

    /** In which a request must be complete; one that dribbles in is cut off. */
    static final int REQUEST_SECONDS = 10;

    /** All header fields of a request together, with the server's own surcharge of 32 bytes each. */
    static final int HEADER_BYTES = 16 * 1024;

    private static final Map<String, Integer> PROPERTIES = Map.of(
            "jdk.httpserver.maxConnections",
            CONNECTIONS,
            "sun.net.httpserver.maxReqTime",
            REQUEST_SECONDS,
            "sun.net.httpserver.maxReqHeaderSize",
            HEADER_BYTES,
            "sun.net.httpserver.maxReqHeaders",
            100,
            "sun.net.httpserver.maxIdleConnections",
            50,
            // What is left of a body that nobody wanted is read so far, and then the connection is closed.
            "sun.net.httpserver.drainAmount",
            16 * 1024);

    private ServerLimits() {}

    /** To be called before the JVM's first server is made; later it changes nothing. */
    public static void apply() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value.toString());
            }
        });
    }
}
