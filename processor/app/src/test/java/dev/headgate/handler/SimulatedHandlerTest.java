package dev.headgate.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.dispatch.Jobs;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SimulatedHandlerTest {
    private final SimulatedHandlerProvider provider = new SimulatedHandlerProvider();

    private static ConsumerRecord<byte[], byte[]> record(String header, String value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", 0, 0, new byte[1], new byte[1]);
        record.headers().add(header, value.getBytes(UTF_8));
        return record;
    }

    private long micros(Map<String, String> options, ConsumerRecord<byte[], byte[]> record) throws Exception {
        long start = System.nanoTime();
        Output output = provider.create(options).handle(record, Jobs.job(0));
        assertThat(output.value()).isEqualTo(record.value());
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }

    /** A lower bound holds on any machine. */
    @ParameterizedTest
    @CsvSource({"wait", "cpu"})
    void a_record_takes_at_least_the_time_that_its_header_says(String work) throws Exception {
        assertThat(micros(Map.of("work", work), record("headgate-sim-cost", "30000")))
                .isGreaterThanOrEqualTo(30_000);
    }

    @Test
    void a_record_that_says_nothing_takes_what_the_option_says() throws Exception {
        assertThat(micros(Map.of("cost", "30ms"), record("other", "1"))).isGreaterThanOrEqualTo(30_000);
    }

    @Test
    void poison_is_rejected_unless_it_shall_pass() throws Exception {
        ConsumerRecord<byte[], byte[]> poison = record("headgate-sim-poison", "1");
        assertThatThrownBy(() -> micros(Map.of(), poison))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("poison");
        assertThat(micros(Map.of("poison", "pass"), poison)).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "1.5", "12345678901", "soon"})
    void a_cost_that_is_no_number_of_microseconds_is_the_records_fault(String cost) {
        assertThatThrownBy(() -> micros(Map.of(), record("headgate-sim-cost", cost)))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("headgate-sim-cost");
    }

    @ParameterizedTest
    @CsvSource({"cots, 5ms, did you mean 'cost'", "cost, soon, headgate.handler.options.cost", "work, hard, wait or cpu"
    })
    void an_option_that_cannot_be_used_is_named(String option, String value, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.create(Map.of(option, value)))
                .withMessageContaining(expected);
    }
}
