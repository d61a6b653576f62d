package dev.headgate.api;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What well-known clients throw when their server can't be reached, has gone or doesn't answer: the downstream is away, whatever
 * the record is. The engine's default for {@code HeadgateBuilder.unavailableWhen}; a rule of one's own may build on it:
 *
 * <pre>{@code
 * .unavailableWhen(Unavailability.OF_WELL_KNOWN_CLIENTS.or(MyClientException.class::isInstance))
 * }</pre>
 *
 * <p>By type, subclasses included: {@code SocketException} (refused, no route, reset, broken pipe), {@code
 * UnknownHostException}, {@code InterruptedIOException} ({@code SocketTimeoutException}), {@code SSLException}, {@code
 * ClosedChannelException}, {@code UnresolvedAddressException}, {@code HttpTimeoutException}, {@code
 * java.util.concurrent.TimeoutException}; of JDBC {@code SQLTransientConnectionException}, {@code
 * SQLNonTransientConnectionException}, {@code SQLRecoverableException}, {@code SQLTimeoutException} and the SQL states 08 (no
 * connection), 53 (no resources), 57P01 to 57P03 (the server goes down or comes up); Kafka's {@code RetriableException}; gRPC's
 * {@code UNAVAILABLE} and {@code DEADLINE_EXCEEDED}; of Confluent's schema registry errors of the server and too many requests;
 * the like of Apache HttpClient, Netty, Reactor Netty, MongoDB, Jedis, Lettuce, Cassandra, and an open circuit of Resilience4j.
 * By message: an {@code IOException} that says that the connection ended, or that HTTP/2 has no stream for the request.
 *
 * <p>It looks at one failure and not at its causes, which the engine hands to it one by one. It knows the classes by their
 * names, so that none of the clients has to be there. Thread-safe.
 */
public final class Unavailability {
    /** The rule as described above. */
    public static final Predicate<Throwable> OF_WELL_KNOWN_CLIENTS = Unavailability::isSaidBy;

    private static final Set<String> CLASSES = Set.of(
            "java.net.SocketException",
            "java.net.UnknownHostException",
            "java.io.InterruptedIOException",
            "javax.net.ssl.SSLException",
            "java.nio.channels.ClosedChannelException",
            "java.nio.channels.UnresolvedAddressException",
            "java.net.http.HttpTimeoutException",
            "java.util.concurrent.TimeoutException",
            "java.sql.SQLTransientConnectionException",
            "java.sql.SQLNonTransientConnectionException",
            "java.sql.SQLRecoverableException",
            "java.sql.SQLTimeoutException",
            "org.apache.kafka.common.errors.RetriableException",
            "org.apache.http.NoHttpResponseException",
            "org.apache.http.ConnectionClosedException",
            "org.apache.hc.core5.http.NoHttpResponseException",
            "org.apache.hc.core5.http.ConnectionClosedException",
            "io.netty.handler.timeout.TimeoutException",
            "reactor.netty.http.client.PrematureCloseException",
            "com.mongodb.MongoSocketException",
            "com.mongodb.MongoTimeoutException",
            "com.mongodb.MongoNotPrimaryException",
            "com.mongodb.MongoNodeIsRecoveringException",
            "redis.clients.jedis.exceptions.JedisConnectionException",
            "io.lettuce.core.RedisConnectionException",
            "io.lettuce.core.RedisCommandTimeoutException",
            "com.datastax.oss.driver.api.core.NoNodeAvailableException",
            "com.datastax.oss.driver.api.core.DriverTimeoutException",
            "io.github.resilience4j.circuitbreaker.CallNotPermittedException");

    /** An interrupt closes the channel that is waited at; that says nothing about the other side. */
    private static final Set<String> NEVER = Set.of("java.nio.channels.ClosedByInterruptException");

    /** These are of classes that say something else too. */
    private static final Set<String> GRPC = Set.of("io.grpc.StatusRuntimeException", "io.grpc.StatusException");

    private static final List<String> GRPC_CODES = List.of("UNAVAILABLE", "DEADLINE_EXCEEDED");
    private static final String REGISTRY =
            "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException";

    /** The registry's own trouble, or that of a proxy before it: its client knows no answer that isn't JSON. */
    private static final List<String> REGISTRY_CODES = List.of("; error code: 5", "; error code: 429");

    private static final List<String> SQL_STATES = List.of("08", "53", "57P01", "57P02", "57P03");

    /** A bare IOException of the JDK's channels or of its HTTP client. */
    private static final List<String> MESSAGES = List.of(
            "Connection reset",
            "Broken pipe",
            "header parser received no bytes",
            "EOF reached while reading",
            "GOAWAY received",
            "too many concurrent streams",
            "request not processed by peer");

    private Unavailability() {}

    private static boolean isSaidBy(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            if (NEVER.contains(name)) {
                return false;
            }
            if (CLASSES.contains(name)) {
                return true;
            }
            if (GRPC.contains(name)) {
                return startsWithAny(failure.getMessage(), GRPC_CODES);
            }
            if (name.equals(REGISTRY)) {
                return containsAny(failure.getMessage(), REGISTRY_CODES);
            }
            if (name.equals("java.sql.SQLException")) {
                return startsWithAny(Sql.state(failure), SQL_STATES);
            }
        }
        return failure instanceof IOException && containsAny(failure.getMessage(), MESSAGES);
    }

    private static boolean startsWithAny(@Nullable String text, List<String> beginnings) {
        return text != null && beginnings.stream().anyMatch(text::startsWith);
    }

    private static boolean containsAny(@Nullable String message, List<String> parts) {
        return message != null && parts.stream().anyMatch(message::contains);
    }

    /** Apart, since the module java.sql need not be there. */
    private static final class Sql {
        static @Nullable String state(Throwable failure) {
            return ((SQLException) failure).getSQLState();
        }
    }
}
