package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RecordChecksumTest {

    private static final byte[] KEY = "1234".getBytes(US_ASCII);
    private static final byte[] VALUE = "56789".getBytes(US_ASCII);

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void it_is_the_crc32c_of_the_key_followed_by_the_value() {
        // The check value of CRC-32C, which is that of the text 123456789.
        assertThat(RecordChecksum.of(KEY, VALUE)).isEqualTo(0xe3069283);
    }

    @Test
    void what_is_absent_counts_as_no_bytes() {
        byte[] all = "123456789".getBytes(US_ASCII);
        assertThat(RecordChecksum.of(null, all)).isEqualTo(0xe3069283);
        assertThat(RecordChecksum.of(all, null)).isEqualTo(0xe3069283);
        assertThat(RecordChecksum.of(null, null)).isZero();
    }

    @Test
    void a_record_matches_only_with_the_bytes_it_was_sent_with() {
        new Stamp("run-7", "producer-1", 0, 0, 0, 0xe3069283).writeTo(headers);
        assertThat(RecordChecksum.matches(headers, KEY, VALUE)).isTrue();
        assertThat(RecordChecksum.matches(headers, KEY, null)).isFalse();
        assertThat(RecordChecksum.matches(headers, KEY, "56788".getBytes(US_ASCII)))
                .isFalse();
    }

    @Test
    void a_record_without_a_stamp_cannot_contradict_it() {
        assertThat(RecordChecksum.matches(headers, KEY, VALUE)).isTrue();
    }
}
