package dev.headgate.localkafka;

/** A local Kafka could not do what was asked. The message is one line: the value at fault and what to do about it. */
public class LocalKafkaException extends RuntimeException {

    /**
     * @param message one line for the person at the terminal
     */
    public LocalKafkaException(String message) {
        super(message);
    }

    /**
     * @param message one line for the person at the terminal
     * @param cause what Kafka or the operating system said
     */
    public LocalKafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
