package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeadLetterHeadersTest {
    private static final int OWN = 7;

    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>("orders", 3, 42, new byte[] {1}, new byte[] {2});

    private Headers headers() {
        return DeadLetterHeaders.of(new DeadLetter(record, new IllegalStateException("x".repeat(5_000)), 2));
    }

    private static String text(Header header) {
        return new String(Objects.requireNonNull(header).value(), StandardCharsets.UTF_8);
    }

    @Test
    void few_headers_are_all_kept_in_their_order_and_nothing_is_said_of_any_left_off() {
        record.headers().add("a", new byte[] {1}).add("b", null).add("a", new byte[] {3});
        assertThat(headers().toArray()).hasSize(3 + OWN);
        assertThat(headers().toArray()).extracting(Header::key).startsWith("a", "b", "a");
        assertThat(headers().headers(DeadLetterHeaders.HEADERS_LEFT_OFF)).isEmpty();
    }

    @Test
    void of_a_thousand_headers_the_latest_stay_and_the_rest_is_counted() {
        for (int i = 0; i < 1_000; i++) {
            record.headers().add("h" + i, new byte[] {1});
        }
        assertThat(headers().toArray()).hasSize(200 + OWN + 1);
        assertThat(headers().headers("h999")).isNotEmpty();
        assertThat(headers().headers("h0")).isEmpty();
        assertThat(text(headers().lastHeader(DeadLetterHeaders.HEADERS_LEFT_OFF)))
                .isEqualTo("800");
    }

    @Test
    void a_huge_value_is_left_off_and_small_ones_around_it_stay() {
        record.headers().add("before", new byte[] {1});
        record.headers().add("huge", new byte[10_000_000]);
        record.headers().add("after", new byte[] {1});
        assertThat(headers().toArray())
                .extracting(Header::key)
                .contains("before", "after")
                .doesNotContain("huge");
        assertThat(text(headers().lastHeader(DeadLetterHeaders.HEADERS_LEFT_OFF)))
                .isEqualTo("1");
    }
}
