package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StampTest {

    private static final Stamp STAMP = new Stamp("run-7", "producer-1", 258, 3, 1_767_225_600_000_000_001L);

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void a_stamp_is_read_back_as_it_was_written() {
        STAMP.writeTo(headers);
        assertThat(Stamp.read(headers)).contains(STAMP);
    }

    @Test
    void ids_are_text_and_numbers_are_eight_bytes_with_the_biggest_first() {
        STAMP.writeTo(headers);
        assertThat(headers.lastHeader("headgate-sim-run").value()).isEqualTo("run-7".getBytes(UTF_8));
        assertThat(headers.lastHeader("headgate-sim-producer").value()).isEqualTo("producer-1".getBytes(UTF_8));
        assertThat(headers.lastHeader("headgate-sim-seq").value()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
        assertThat(headers.lastHeader("headgate-sim-key-seq").value()).containsExactly(0, 0, 0, 0, 0, 0, 0, 3);
        assertThat(headers.lastHeader("headgate-sim-due").value()).hasSize(8);
    }

    @Test
    void a_record_of_someone_else_has_no_stamp() {
        headers.add("trace-id", new byte[] {1});
        assertThat(Stamp.read(headers)).isEmpty();
    }

    @Test
    void a_stamp_with_a_header_missing_is_an_error_that_names_it() {
        STAMP.writeTo(headers);
        headers.remove(StampHeaders.KEY_SEQUENCE);
        assertThatThrownBy(() -> Stamp.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the stamp is incomplete: header headgate-sim-key-seq is missing");
    }

    @Test
    void a_number_of_the_wrong_size_is_an_error_that_names_its_header() {
        STAMP.writeTo(headers);
        headers.add(StampHeaders.SEQUENCE, new byte[3]);
        assertThatThrownBy(() -> Stamp.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header headgate-sim-seq must be 8 bytes long, not 3");
    }
}
