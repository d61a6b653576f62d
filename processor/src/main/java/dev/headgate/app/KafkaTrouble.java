package dev.headgate.app;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Says in one line what is wrong between us and Kafka, and what to do about it. */
final class KafkaTrouble {
    private final Map<String, Object> kafka;

    /** @param kafka the client properties in use */
    KafkaTrouble(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** The line for this failure of a client. */
    UserError explain(Throwable failure) {
        Throwable cause = root(failure);
        String at = "kafka.bootstrap.servers (" + kafka.get("bootstrap.servers") + ")";
        return switch (cause) {
            case ConfigException wrong
            when oneLine(wrong).contains("No resolvable bootstrap") ->
                new UserError(at + ": no such host; correct the name, or check the name service", failure);
            case ConfigException wrong -> new UserError("kafka client: " + oneLine(wrong), failure);
            case SslAuthenticationException refused ->
                new UserError(at + ": the TLS handshake failed: " + oneLine(refused) + "; check kafka.ssl.*", failure);
            case AuthenticationException refused ->
                new UserError(
                        at + " refused the credentials: " + oneLine(refused)
                                + "; check kafka.sasl.mechanism and kafka.sasl.jaas.config",
                        failure);
            case AuthorizationException denied ->
                new UserError(
                        at + " denied access: " + oneLine(denied) + "; grant this principal the right, or use another",
                        failure);
            case TimeoutException _ -> noBroker(at, failure);
            case org.apache.kafka.common.errors.TimeoutException _ -> noBroker(at, failure);
            default -> new UserError(at + ": " + oneLine(cause), failure);
        };
    }

    private UserError noBroker(String at, Throwable failure) {
        return new UserError(
                "no Kafka broker answers at " + at + "; start one there or correct the address, and check that"
                        + " kafka.security.protocol (" + kafka.getOrDefault("security.protocol", "PLAINTEXT")
                        + ") is what that port speaks",
                failure);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause.getClass() == org.apache.kafka.common.KafkaException.class)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The failure's own words, on one line. */
    static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
