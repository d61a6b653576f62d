package dev.headgate.sim.payload;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON into Avro as a Kafka consumer with a schema registry expects it: a zero byte, the id of the schema in four
 * bytes, big-endian, and Avro's binary encoding (Confluent's wire format, which the registries of others know too). The JSON
 * is Avro's own encoding of JSON (Avro specification, "JSON Encoding"): the value of a union stands in an object with the
 * name of its type. Not thread-safe.
 */
public final class AvroEncoder {

    private static final int ID_BYTES = 4;

    private final Schema schema;
    private final byte[] prefix;
    private final DatumReader<Object> reader;
    private final DatumWriter<Object> writer;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder binary;

    /** For values of a schema that the registry knows by this id. */
    public AvroEncoder(Schema schema, int id) {
        this.schema = schema;
        this.prefix = new byte[] {0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
        this.reader = new GenericDatumReader<>(schema);
        this.writer = new GenericDatumWriter<>(schema);
    }

    /**
     * The bytes of a record's value.
     *
     * @throws IllegalArgumentException if the JSON doesn't fit the schema
     */
    @SuppressWarnings("NullAway") // Avro's annotations are none; what it reuses may be absent.
    public byte[] encode(byte[] json) {
        try {
            JsonDecoder decoder = DecoderFactory.get().jsonDecoder(schema, new ByteArrayInputStream(json));
            Object datum = reader.read(null, decoder);
            out.reset();
            out.write(prefix, 0, 1 + ID_BYTES);
            binary = EncoderFactory.get().binaryEncoder(out, binary);
            writer.write(datum, binary);
            binary.flush();
            return out.toByteArray();
        } catch (AvroRuntimeException | IOException e) {
            throw new IllegalArgumentException(firstLine(e), e);
        }
    }

    private static String firstLine(Exception error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }
}
