package dev.headgate.consumer;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Says in the operator's words that a codec's native library couldn't be loaded. The client itself advises to seek past the
 * record, which would lose it though nothing is wrong with it.
 */
final class CodecFailure {
    private CodecFailure() {}

    /** The failure as it came, or in words that name the directory and what to do. */
    static Throwable explain(Throwable failure) {
        Optional<Throwable> missing = missingLibrary(failure);
        if (missing.isEmpty()) {
            return failure;
        }
        return new EngineFailure(
                "records are compressed with a codec whose native library can't be loaded (" + missing.get()
                        + "); it is unpacked into java.io.tmpdir, which is " + System.getProperty("java.io.tmpdir")
                        + ": let files be written and executed there, or start with -Djava.io.tmpdir=DIR for a directory"
                        + " where they can; the records stay where they are",
                failure);
    }

    /** What a poll throws itself, or wraps: no code of users runs there but interceptors, which Kafka catches. */
    private static Optional<Throwable> missingLibrary(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean fromClient = cause == failure || failure instanceof KafkaException;
            if (fromClient && cause instanceof LinkageError) {
                return Optional.of(innermost(cause));
            }
        }
        return Optional.empty();
    }

    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }
}
