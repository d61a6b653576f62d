package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A place in a record: {@code header:NAME}, {@code key}, {@code key:/pointer} or {@code json:/pointer}, the last two being
 * JSON pointers (RFC 6901) into the key or the value. Thread-safe.
 */
public final class FieldSelector {
    /** What a selector looks like, for messages. */
    public static final String FORMS = "header:NAME, key, key:/pointer or json:/pointer";

    private static final String HEADER = "header:";
    private static final String KEY = "key";
    private static final String KEY_POINTER = "key:";
    private static final String VALUE_POINTER = "json:";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String text;
    private final Place place;

    private FieldSelector(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    /** Where the bytes or the JSON node of a field come from. */
    private sealed interface Place {
        record InHeader(String name) implements Place {}

        record WholeKey() implements Place {}

        record InJson(boolean ofKey, JsonPointer pointer) implements Place {}
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException if the text is none; the message is one line
     */
    public static FieldSelector parse(String text) {
        if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
            return new FieldSelector(text, new Place.InHeader(text.substring(HEADER.length())));
        }
        if (text.equals(KEY)) {
            return new FieldSelector(text, new Place.WholeKey());
        }
        for (String form : new String[] {KEY_POINTER, VALUE_POINTER}) {
            if (text.startsWith(form)) {
                JsonPointer pointer = pointer(text, text.substring(form.length()));
                return new FieldSelector(text, new Place.InJson(form.equals(KEY_POINTER), pointer));
            }
        }
        throw new IllegalArgumentException("'" + text + "' names no field of a record; it must be " + FORMS);
    }

    private static JsonPointer pointer(String text, String pointer) {
        if (!pointer.startsWith("/")) {
            throw new IllegalArgumentException("'" + text
                    + "': a JSON pointer begins with a slash, as in json:/meta/id, not with '" + pointer + "'");
        }
        return JsonPointer.compile(pointer);
    }

    /** The field as text: UTF-8, or hexadecimal if it is none. Empty if it is not there, or not a single value. */
    Optional<String> text(Record<byte[], byte[]> record) {
        return switch (place) {
            case Place.InJson json -> node(record, json).map(JsonNode::asString);
            case Place _ -> bytes(record).map(FieldSelector::textOf);
        };
    }

    /** The field as a number: decimal text, or 4 or 8 bytes, big-endian. Empty if it is not there, or no such number. */
    OptionalLong number(Record<byte[], byte[]> record) {
        Optional<String> text = text(record);
        if (text.isPresent() && isDecimal(text.get())) {
            try {
                return OptionalLong.of(Long.parseLong(text.get()));
            } catch (NumberFormatException _) {
                return OptionalLong.empty();
            }
        }
        return place instanceof Place.InJson
                ? OptionalLong.empty()
                : bytes(record).map(FieldSelector::binary).orElse(OptionalLong.empty());
    }

    private static boolean isDecimal(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static OptionalLong binary(byte[] bytes) {
        return switch (bytes.length) {
            case Long.BYTES -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
            case Integer.BYTES -> OptionalLong.of(ByteBuffer.wrap(bytes).getInt());
            default -> OptionalLong.empty();
        };
    }

    private static Optional<JsonNode> node(Record<byte[], byte[]> record, Place.InJson json) {
        byte @Nullable [] bytes = json.ofKey() ? record.key() : record.value();
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            JsonNode found = JSON.readTree(bytes).at(json.pointer());
            return found.isValueNode() && !found.isNull() ? Optional.of(found) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> bytes(Record<byte[], byte[]> record) {
        byte @Nullable [] found = null;
        if (place instanceof Place.InHeader named) {
            @Nullable Header header = record.headers().lastHeader(named.name());
            found = header == null ? null : header.value();
        } else if (place instanceof Place.WholeKey) {
            found = record.key();
        }
        return Optional.ofNullable(found);
    }

    private static String textOf(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
