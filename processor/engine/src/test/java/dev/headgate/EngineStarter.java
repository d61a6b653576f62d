package dev.headgate;

import org.apache.kafka.clients.consumer.Consumer;

/** Starts an engine on a consumer that the test has made, for tests in other packages. */
public final class EngineStarter {
    private EngineStarter() {}

    /** The engine then owns the consumer. */
    public static Headgate start(Ready ready, Consumer<byte[], byte[]> consumer) {
        return ready.start(consumer);
    }
}
