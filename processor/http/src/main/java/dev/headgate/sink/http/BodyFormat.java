package dev.headgate.sink.http;

import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** What the body of a request looks like. Each record is encoded by itself; a batch is the encoded records in a row. */
enum BodyFormat {
    /** The value's bytes, one record per request; the rest is in {@link RequestHeaders}s. A tombstone has an empty body. */
    RECORD("application/octet-stream") {
        @Override
        byte[] encode(Output output, RecordContext context) {
            byte[] value = output.value();
            return value == null ? NOTHING : value;
        }
    },

    /**
     * Newline-delimited values, as they are: for text such as JSON. What can't be told apart on the other side is refused: a
     * value with a line feed in it, and a tombstone, which would look like an empty value.
     */
    VALUES("application/x-ndjson") {
        @Override
        byte[] encode(Output output, RecordContext context) throws RejectedRecordException {
            byte[] value = output.value();
            if (value == null) {
                throw new RejectedRecordException("a tombstone has no line in batch.format values; use envelopes");
            }
            for (int i = 0; i < value.length; i++) {
                if (value[i] == '\n') {
                    throw new RejectedRecordException("the value has a line feed at byte " + i + " of " + value.length
                            + ", which ends a record in batch.format values; use envelopes");
                }
            }
            byte[] line = Arrays.copyOf(value, value.length + 1);
            line[value.length] = '\n';
            return line;
        }
    },

    /**
     * Newline-delimited JSON objects, which carry any bytes and say where each record comes from:
     * {@code {"topic","partition","offset","timestamp","key","value","headers":[{"name","value"}]}}. Keys and values are in
     * Base64; {@code null} for none, and for a tombstone.
     */
    ENVELOPES("application/x-ndjson") {
        @Override
        byte[] encode(Output output, RecordContext context) {
            byte[] value = output.value();
            ByteArrayOutputStream line = new ByteArrayOutputStream(200 + (value == null ? 0 : value.length * 4 / 3));
            try (JsonGenerator json = JSON.createGenerator(line)) {
                json.writeStartObject();
                json.writeStringProperty("topic", context.topic());
                json.writeNumberProperty("partition", context.partition());
                json.writeNumberProperty("offset", context.offset());
                json.writeNumberProperty("timestamp", context.timestamp());
                writeBytes(json, "key", output.key());
                writeBytes(json, "value", value);
                json.writeArrayPropertyStart("headers");
                for (Header header : output.headers()) {
                    json.writeStartObject();
                    json.writeStringProperty("name", header.key());
                    writeBytes(json, "value", header.value());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            line.write('\n');
            return line.toByteArray();
        }
    };

    private static final byte[] NOTHING = {};
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String contentType;

    BodyFormat(String contentType) {
        this.contentType = contentType;
    }

    /** What the content type is where the user names none. */
    String contentType() {
        return contentType;
    }

    /**
     * The bytes of one record.
     *
     * @throws RejectedRecordException if the format can't carry this record faithfully
     */
    abstract byte[] encode(Output output, RecordContext context) throws RejectedRecordException;

    private static void writeBytes(JsonGenerator json, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            json.writeNullProperty(name);
        } else {
            json.writeBinaryProperty(name, bytes);
        }
    }
}
