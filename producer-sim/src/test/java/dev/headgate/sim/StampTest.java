package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
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
        ByteBuffer bytes = ByteBuffer.wrap(headers.lastHeader("hgsim").value());
        assertThat(bytes.get()).isEqualTo((byte) 1);
        assertThat(bytes.getInt()).isEqualTo(0xe3069283);
        assertThat(bytes.getLong()).isEqualTo(1_767_225_600_000_000_001L);
        // 2 x 258 and 2 x (258 - 3), the lower 7 bits first.
        assertThat(List.of(bytes.get(), bytes.get())).containsExactly((byte) 0x84, (byte) 4);
        assertThat(List.of(bytes.get(), bytes.get())).containsExactly((byte) 0xfe, (byte) 3);
        assertThat(bytes.get()).isEqualTo((byte) 5);
        assertThat(UTF_8.decode(bytes).toString()).isEqualTo("run-7producer-1");
    }

    @Test
    void the_largest_numbers_are_read_back() {
        Stamp largest = new Stamp("r", "p", Long.MAX_VALUE, 0, Long.MAX_VALUE, -1);
        largest.writeTo(headers);
        assertThat(Stamp.read(headers)).contains(largest);
    }

    @Test
    void the_millionth_record_without_a_key_bears_less_than_fifty_bytes_by_default() {
        new Stamp("20260101-120000-86d3", "p1", 1_000_000, 1_000_000, 1_767_225_600_000_000_001L, 1).writeTo(headers);
        assertThat("hgsim".length() + headers.lastHeader("hgsim").value().length)
                .isLessThan(50);
    }

    @Test
    void a_record_of_someone_else_has_no_stamp() {
        headers.add("trace-id", new byte[] {1});
        assertThat(Stamp.read(headers)).isEmpty();
    }

    @Test
    void a_stamp_that_was_cut_short_is_an_error_that_says_so() {
        STAMP.writeTo(headers);
        byte[] whole = headers.lastHeader("hgsim").value();
        // From byte 22 on it is only the producer id that is shorter.
        for (int length = 1; length <= 22; length++) {
            RecordHeaders cut = new RecordHeaders();
            cut.add("hgsim", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Stamp.read(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("header hgsim of " + length + " bytes is cut short or broken");
        }
    }

    @Test
    void a_stamp_of_another_version_is_refused() {
        headers.add("hgsim", new byte[40]);
        assertThatThrownBy(() -> Stamp.read(headers)).hasMessage("header hgsim must be of version 1, not 0");
    }

    @Test
    void an_empty_stamp_is_refused() {
        headers.add("hgsim", new byte[0]);
        assertThatThrownBy(() -> Stamp.read(headers)).hasMessage("header hgsim must be of version 1, not empty");
    }
}
