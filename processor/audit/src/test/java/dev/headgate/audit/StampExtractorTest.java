package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.sim.Stamp;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StampExtractorTest {

    private static final String HEADER = "hgsim";

    private static Record<byte[], byte[]> record(RecordHeaders headers) {
        return new Record<>(new byte[] {1}, new byte[] {2}, 0, headers);
    }

    private static byte[] stamp() {
        RecordHeaders headers = new RecordHeaders();
        new Stamp("run-7", "p1", 70_000, 3, 1_767_225_600_000_001_999L, 42).writeTo(headers);
        return headers.lastHeader(HEADER).value();
    }

    private static Optional<Identity> identity(byte[] stamp) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(HEADER, stamp);
        return new StampExtractor().extract(record(headers));
    }

    @Test
    void what_the_simulator_stamps_is_read() {
        assertThat(identity(stamp()))
                .contains(new Identity("run-7", "p1", 70_000, OptionalLong.of(3), Optional.of(1_767_225_600_000_001L)));
    }

    @Test
    void a_record_without_a_stamp_has_no_identity() {
        assertThat(new StampExtractor().extract(record(new RecordHeaders()))).isEmpty();
    }

    @Test
    void a_stamp_that_is_cut_short_anywhere_before_the_producer_gives_no_identity_and_no_error() {
        byte[] whole = stamp();
        for (int length = 0; length < whole.length - 2; length++) {
            assertThat(identity(Arrays.copyOf(whole, length))).isEmpty();
        }
    }

    @Test
    void a_stamp_of_another_version_gives_no_identity() {
        byte[] other = stamp();
        other[0] = 2;
        assertThat(identity(other)).isEmpty();
    }
}
