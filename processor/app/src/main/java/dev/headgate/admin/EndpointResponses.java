package dev.headgate.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How this endpoint answers: what every answer says of itself, and which questions it takes. */
final class EndpointResponses {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";

    /** The page brings all it needs and talks to nobody but this endpoint. */
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private EndpointResponses() {}

    /** How one path is answered. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** EndpointResponses the path itself, not what lies below it, as a context of the JDK's server would, by these methods alone. */
    static void only(HttpExchange exchange, String path, List<String> methods, Answer answer) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                text(exchange, 404, "not here; see /");
            } else if (!methods.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
                text(exchange, 405, "only " + String.join(" and ", methods));
            } else {
                answer.to(exchange);
            }
        }
    }

    static void text(HttpExchange exchange, int status, String line) throws IOException {
        body(exchange, status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void body(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        begin(exchange, type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Sets the headers that all answers have. */
    static void begin(HttpExchange exchange, String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (type.startsWith("text/html")) {
            headers.set("Content-Security-Policy", CONTENT_POLICY);
        }
    }
}
