package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in clients that have the token. Thread-safe. */
final class TokenCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCheck.class);
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    TokenCheck(String token) {
        this.token = digest(token);
    }

    /** Whether the request brings the token. If not, it has been answered. */
    boolean admits(HttpExchange exchange) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null || !given.startsWith(SCHEME)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"headgate\"");
            EndpointResponses.text(
                    exchange, 401, "Authorization: Bearer and the token of headgate.admin.control-token are needed");
            return false;
        }
        // Of equal length whatever was given, and compared in constant time: the answer's time says nothing of the
        // token.
        if (!MessageDigest.isEqual(token, digest(given.substring(SCHEME.length())))) {
            LOG.warn("a request with a wrong token was refused, from {}", exchange.getRemoteAddress());
            EndpointResponses.text(exchange, 403, "the token is not that of headgate.admin.control-token");
            return false;
        }
        return true;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
