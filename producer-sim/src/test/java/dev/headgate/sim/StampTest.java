package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StampTest {

    private static final Stamp STAMP = new Stamp("run-7", "producer-1", 258, 3, 1_767_225_600_000_000_001L, 0xe3069283);

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void a_stamp_is_read_back_as_it_was_written() {
        STAMP.writeTo(headers);
        assertThat(Stamp.read(headers)).contains(STAMP);
    }

    @Test
    void its_bytes_are_where_the_documentation_says() {
        STAMP.writeTo(headers);
        ByteBuffer bytes = ByteBuffer.wrap(headers.lastHeader("headgate-sim").value());
        assertThat(bytes.get()).isEqualTo((byte) 1);
        assertThat(bytes.getInt()).isEqualTo(0xe3069283);
        assertThat(bytes.getLong()).isEqualTo(258);
        assertThat(bytes.getLong()).isEqualTo(3);
        assertThat(bytes.getLong()).isEqualTo(1_767_225_600_000_000_001L);
        assertThat(bytes.get()).isEqualTo((byte) 5);
        assertThat(UTF_8.decode(bytes).toString()).isEqualTo("run-7producer-1");
    }

    @Test
    void a_record_of_someone_else_has_no_stamp() {
        headers.add("trace-id", new byte[] {1});
        assertThat(Stamp.read(headers)).isEmpty();
    }

    @Test
    void a_stamp_that_was_cut_short_is_an_error_that_says_so() {
        headers.add("headgate-sim", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Stamp.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header headgate-sim must be at least 30 bytes long, not 3");
    }

    @Test
    void a_stamp_whose_run_id_goes_beyond_its_end_is_not_whole() {
        byte[] cut = new byte[32];
        cut[0] = 1;
        cut[29] = 5;
        headers.add("headgate-sim", cut);
        assertThatThrownBy(() -> Stamp.read(headers))
                .hasMessage(
                        "header headgate-sim must be of version 1 and whole, but its version is 1 and its length 32");
    }

    @Test
    void a_stamp_of_another_version_is_refused() {
        headers.add("headgate-sim", new byte[40]);
        assertThatThrownBy(() -> Stamp.read(headers))
                .hasMessage(
                        "header headgate-sim must be of version 1 and whole, but its version is 0 and its length 40");
    }
}
