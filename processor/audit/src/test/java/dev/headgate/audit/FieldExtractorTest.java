package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FieldExtractorTest {
    private static final String VALUE = "{\"id\":\"o-7\",\"meta\":{\"seq\":42,\"at\":1700000000123,\"none\":null}}";

    private static Record<byte[], byte[]> record(String key, String value, String... headers) {
        Headers all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        return new Record<>(key.getBytes(UTF_8), value.getBytes(UTF_8), 0, all);
    }

    @ParameterizedTest
    @CsvSource({"header:order-id, h-1", "key, {\"k\":\"k-3\"}", "key:/k, k-3", "json:/id, o-7", "json:/meta/seq, 42"})
    void a_field_is_read_from_where_it_is(String selector, String expected) {
        Record<byte[], byte[]> record = record("{\"k\":\"k-3\"}", VALUE, "order-id", "h-1");
        assertThat(FieldSelector.parse(selector).text(record)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:other", "json:/nowhere", "json:/meta", "json:/meta/none", "key:/k"})
    void a_field_that_is_not_there_or_no_value_is_empty(String selector) {
        assertThat(FieldSelector.parse(selector).text(record("no json", VALUE))).isEmpty();
    }

    @Test
    void a_number_may_be_decimal_or_binary() {
        Record<byte[], byte[]> record = record("k", VALUE, "text", "17");
        record.headers()
                .add("long", ByteBuffer.allocate(8).putLong(1L << 40).array())
                .add("int", ByteBuffer.allocate(4).putInt(5).array());
        assertThat(FieldSelector.parse("header:text").number(record)).hasValue(17);
        assertThat(FieldSelector.parse("header:long").number(record)).hasValue(1L << 40);
        assertThat(FieldSelector.parse("header:int").number(record)).hasValue(5);
        assertThat(FieldSelector.parse("json:/meta/seq").number(record)).hasValue(42);
        assertThat(FieldSelector.parse("json:/id").number(record)).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_still_tell_records_apart() {
        Record<byte[], byte[]> record = new Record<>(new byte[] {(byte) 0xFF, 1}, new byte[0], 0);
        assertThat(FieldSelector.parse("key").text(record)).contains("0xff01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "header:", "headers:id", "json:meta/seq", "value"})
    void what_names_no_field_is_refused_in_one_line(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldSelector.parse(text))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains("'" + text + "'")
                        .hasLineCount(1));
    }

    @Test
    void id_and_sequence_make_the_identity_and_the_sequence_the_order() {
        FieldExtractor extractor = new FieldExtractor(
                FieldSelector.parse("key"),
                Optional.of(FieldSelector.parse("json:/meta/seq")),
                Optional.of(FieldSelector.parse("header:tenant")),
                Optional.of(FieldSelector.parse("json:/meta/at")));
        assertThat(extractor.extract(record("device-1", VALUE, "tenant", "acme")))
                .contains(
                        new Identity("acme", "device-1", 42, OptionalLong.of(42), Optional.of(1_700_000_000_123_000L)));
        assertThat(extractor.extract(record("device-1", "{}", "tenant", "acme")))
                .isEmpty();
        assertThat(extractor.extract(record("device-1", VALUE))).isEmpty();
    }

    @Test
    void an_id_alone_is_an_identity_without_order() {
        FieldExtractor extractor = new FieldExtractor(
                FieldSelector.parse("json:/id"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(extractor.extract(record("k", VALUE)))
                .contains(new Identity(FieldExtractor.RUN, "o-7", 0, OptionalLong.empty(), Optional.empty()));
    }
}
