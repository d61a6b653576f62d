package dev.headgate.sink.http;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record's own headers, in a request that carries this record alone. Who writes records must not choose what a request says
 * of itself: so only headers whose names the user lists keep them, the last of a name, and all others travel as
 * {@value #PREFIX}{@code <name>}. A value that is no visible ASCII text travels as {@value #BASE64_PREFIX}{@code <name>}, in
 * either case. What has no value, no name that HTTP allows, or no room among {@value #MOST_HEADERS} headers of
 * {@value #MOST_BYTES} bytes is left out, and {@value #LEFT_OUT} says how many were.
 */
final class RecordHeaders {
    static final String PREFIX = "Headgate-Header-";
    static final String BASE64_PREFIX = "Headgate-Base64-Header-";
    static final String LEFT_OUT = "Headgate-Headers-Left-Out";

    /** Names and values together. Many servers refuse a request with more than 8 KiB of header fields. */
    static final int MOST_BYTES = 4_096;

    /** Some servers refuse a request with more than 100 header fields, those of the client and of proxies included. */
    static final int MOST_HEADERS = 64;

    /** What W3C's trace context and baggage are called. */
    static final List<String> TRACE = List.of("traceparent", "tracestate", "baggage");

    /** They belong to the connection, to the body, or to the sink. */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "idempotency-key",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final List<String> ownNames;

    /** @param ownNames headers that keep their names, whatever the case of their letters */
    RecordHeaders(List<String> ownNames) {
        this.ownNames = ownNames;
    }

    /** Whether no record may set this header, whatever asks for it. */
    static boolean isReserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RESERVED.contains(lower) || lower.startsWith("headgate-");
    }

    /** Adds the headers of a record. */
    void addTo(HttpRequest.Builder request, Headers headers) {
        List<Header> left = new ArrayList<>();
        headers.forEach(left::add);
        if (left.isEmpty()) {
            return;
        }
        Room room = new Room(request);
        for (String name : ownNames) {
            addLast(name, left, room);
        }
        left.forEach(header -> room.add(PREFIX + header.key(), header));
        if (room.leftOut > 0) {
            request.setHeader(LEFT_OUT, Integer.toString(room.leftOut));
        }
    }

    /** Takes the last header of this name out, under its own name; the others of the name stay. */
    private static void addLast(String name, List<Header> left, Room room) {
        for (int i = left.size() - 1; i >= 0; i--) {
            if (left.get(i).key().equalsIgnoreCase(name)) {
                room.add(name, left.remove(i));
                return;
            }
        }
    }

    /** The request, as far as there is room in it. */
    private static final class Room {
        private final HttpRequest.Builder request;
        private int bytes = MOST_BYTES;
        private int headers = MOST_HEADERS;
        private int leftOut;

        Room(HttpRequest.Builder request) {
            this.request = request;
        }

        void add(String name, Header header) {
            byte[] value = header.value();
            if (value == null || headers == 0 || value.length > bytes || !isToken(header.key())) {
                leftOut++;
                return;
            }
            boolean plain = isPlain(value);
            String field = plain ? name : BASE64_PREFIX + header.key();
            String text = plain
                    ? new String(value, StandardCharsets.US_ASCII)
                    : Base64.getEncoder().encodeToString(value);
            if (field.length() + text.length() > bytes) {
                leftOut++;
                return;
            }
            headers--;
            bytes -= field.length() + text.length();
            request.header(field, text);
        }
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0));
    }

    /** Visible, with blanks between words at most: what HTTP carries as it is. */
    private static boolean isPlain(byte[] value) {
        for (byte b : value) {
            if (b < ' ' || b > '~') {
                return false;
            }
        }
        return value.length == 0 || (value[0] != ' ' && value[value.length - 1] != ' ');
    }
}
