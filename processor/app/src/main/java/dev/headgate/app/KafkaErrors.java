package dev.headgate.app;

import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Says in one line what is wrong between us and Kafka, and what to do about it. */
public final class KafkaErrors {
    private static final int MOST_CAUSES = 10;

    private final Map<String, Object> kafka;

    /** @param kafka the client properties in use */
    public KafkaErrors(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** The line for this failure of a client. */
    public UserError explain(Throwable failure) {
        Throwable cause = root(failure);
        String at = "kafka.bootstrap.servers (" + kafka.get("bootstrap.servers") + ")";
        return switch (cause) {
            case ConfigException wrong
            when oneLine(wrong).contains("No resolvable bootstrap") ->
                new UserError(at + ": no such host; correct the name, or check the name service", failure);
            case SslAuthenticationException refused ->
                new UserError(at + ": the TLS handshake failed: " + oneLine(refused) + "; check kafka.ssl.*", failure);
            case AuthenticationException refused ->
                new UserError(
                        at + " refused the credentials: " + oneLine(refused)
                                + "; check kafka.sasl.mechanism and kafka.sasl.jaas.config",
                        failure);
            case GroupAuthorizationException _ ->
                new UserError(
                        "kafka.group.id is '" + kafka.get("group.id")
                                + "', and this principal may not be of that group; allow it Read on the group",
                        failure);
            case TopicAuthorizationException denied
            when !denied.unauthorizedTopics().isEmpty() ->
                new UserError(
                        "headgate.topics: this principal may not consume " + new TreeSet<>(denied.unauthorizedTopics())
                                + "; allow it Describe and Read",
                        failure);
            case AuthorizationException denied ->
                new UserError(
                        at + " denied access: " + oneLine(denied) + "; grant this principal the right, or use another",
                        failure);
            case TimeoutException _ -> noBroker(at, failure);
            case org.apache.kafka.common.errors.TimeoutException _ -> noBroker(at, failure);
            case DisconnectException _ -> noBroker(at, failure);
            case ApiException answer ->
                new UserError("Kafka at " + kafka.get("bootstrap.servers") + " says: " + words(answer), failure);
            default -> new UserError(new GuiltyProperty(kafka).line(failure), failure);
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

    /** The failure's own words and those of its causes, on one line. */
    public static String oneLine(Throwable failure) {
        StringBuilder line = new StringBuilder(words(failure));
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String more = words(cause);
            if (line.indexOf(more) < 0) {
                line.append(": ").append(more);
            }
            cause = cause.getCause();
        }
        return line.toString();
    }

    /** The failure's own words; its class, where the message alone doesn't say what happened. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        if (message == null || message.isBlank()) {
            return kind;
        }
        String text = message.strip().replaceAll("\\s*\\R\\s*", " ");
        return text.contains(" ") ? text : kind + ": " + text;
    }
}
