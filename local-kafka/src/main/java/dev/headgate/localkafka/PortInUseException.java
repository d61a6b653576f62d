package dev.headgate.localkafka;

/** A port that was asked for is held by another process. */
public final class PortInUseException extends LocalKafkaException {

    private final int port;

    PortInUseException(int port) {
        super("port " + port + " on " + KafkaNode.HOST
                + " is in use: stop the process that holds it, or choose another port");
        this.port = port;
    }

    /** The port that is in use. */
    public int port() {
        return port;
    }
}
