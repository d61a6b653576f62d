package dev.headgate.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.TestKafka;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters on a real broker. */
@Tag("broker")
@Timeout(90)
class RedriveTest {
    private static final RedriveOptions ALL =
            new RedriveOptions("", Optional.empty(), RedriveFilter.ALL, 0, 3, 0, 4_000, false, false, false);

    private final String origin = TestKafka.newTopic(3);
    private final String letters = TestKafka.newTopic(1);

    private RedriveOptions options(RedriveFilter filter, long limit, boolean exactlyOnce) {
        return new RedriveOptions(
                letters, ALL.to(), filter, limit, ALL.maxRedrives(), 0, ALL.mapBytes(), false, exactlyOnce, false);
    }

    private static RedriveFilter reason(String... classes) {
        return new RedriveFilter(Set.of(classes), Set.of(), Optional.empty(), Optional.empty());
    }

    private RedriveStatus run(RedriveOptions options) throws RedriveException, InterruptedException {
        return new Redrive(TestKafka.consumer(letters), options).run();
    }

    private static Throwable odd(int number) {
        return number % 2 == 1 ? new IOException("away") : new IllegalStateException("bad");
    }

    private static List<String> numbers(int count, int step, int first) {
        return IntStream.iterate(first, it -> it < count, it -> it + step)
                .mapToObj(Integer::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void records_go_back_into_their_partitions_as_they_were_and_a_second_run_finds_none(boolean exactlyOnce)
            throws Exception {
        RecordHeaders own = new RecordHeaders();
        own.add("trace", TestKafka.bytes("7"));
        Letters.write(letters, origin, 3, 1_200, RedriveTest::odd, own);
        RedriveStatus end = run(options(RedriveFilter.ALL, 0, exactlyOnce));
        assertThat(end.state()).isEqualTo(RedriveStatus.State.DONE);
        assertThat(end.counts()).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 1_200L));
        assertThat(end.reasons())
                .isEqualTo(Map.of("java.io.IOException", 600L, "java.lang.IllegalStateException", 600L));
        List<ConsumerRecord<byte[], byte[]>> back = Letters.read(origin);
        assertThat(back).hasSize(1_200).allSatisfy(record -> {
            int number = Integer.parseInt(TestKafka.text(record.value()));
            assertThat(record.partition()).isEqualTo(number % 3);
            assertThat(TestKafka.text(record.key())).isEqualTo("key-" + number % 7);
            assertThat(record.headers().toArray())
                    .extracting(Header::key)
                    .containsExactly("trace", "headgate-redrives", "headgate-timestamp");
            assertThat(TestKafka.text(
                            record.headers().lastHeader("headgate-redrives").value()))
                    .isEqualTo("1");
        });
        assertThat(back)
                .filteredOn(record -> record.partition() == 1)
                .extracting(record -> TestKafka.text(record.value()))
                .as("in the order in which they were dead-lettered")
                .containsExactlyElementsOf(numbers(1_200, 3, 1));

        assertThat(run(options(RedriveFilter.ALL, 0, exactlyOnce)).counts()).isEmpty();
        assertThat(Letters.values(origin)).hasSize(1_200);
    }

    @Test
    void headers_go_back_in_their_order_with_duplicates_and_without_values_and_the_timestamp_is_kept()
            throws Exception {
        RecordHeaders own = new RecordHeaders();
        own.add("b", TestKafka.bytes("1"));
        own.add("a", null);
        own.add("b", TestKafka.bytes("2"));
        own.add("empty", new byte[0]);
        Letters.write(letters, origin, 3, 1, RedriveTest::odd, own);
        run(options(RedriveFilter.ALL, 0, false));
        ConsumerRecord<byte[], byte[]> back = Letters.read(origin).getFirst();
        RecordHeaders expected = new RecordHeaders(own.toArray());
        expected.add("headgate-redrives", TestKafka.bytes("1"));
        expected.add("headgate-timestamp", TestKafka.bytes("1700000000000"));
        assertThat(back.headers().toArray()).containsExactly(expected.toArray());
        assertThat(back.timestamp())
                .as("or the topic's retention would delete it at once")
                .isGreaterThan(1_700_000_000_000L);

        Letters.write(letters, origin, 3, 1, RedriveTest::odd, back.headers());
        run(options(RedriveFilter.ALL, 0, false));
        ConsumerRecord<byte[], byte[]> again = Letters.read(origin).getLast();
        assertThat(again.headers().headers("headgate-timestamp"))
                .as("of the first time")
                .extracting(header -> TestKafka.text(header.value()))
                .containsExactly("1700000000000");
    }

    @Test
    void a_record_that_lost_headers_on_its_way_says_so() throws Exception {
        RecordHeaders many = new RecordHeaders();
        IntStream.range(0, 205).forEach(i -> many.add("h" + i, new byte[0]));
        Letters.write(letters, origin, 3, 1, RedriveTest::odd, many);
        run(options(RedriveFilter.ALL, 0, false));
        assertThat(TestKafka.text(Letters.read(origin)
                        .getFirst()
                        .headers()
                        .lastHeader("headgate-headers-left-off")
                        .value()))
                .isEqualTo("5");
    }

    @Test
    void what_a_filter_leaves_is_put_back_by_a_later_run_and_nothing_twice() throws Exception {
        Letters.write(letters, origin, 3, 1_100, RedriveTest::odd);
        RedriveStatus first = run(options(reason("IOException"), 0, false));
        assertThat(first.count(RedriveOutcome.REDRIVEN)).isEqualTo(550);
        assertThat(first.count(RedriveOutcome.FILTERED)).isEqualTo(550);
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(1_100, 2, 1));
        assertThat(TestKafka.committed(letters + "-redrive").get(new TopicPartition(letters, 0)))
                .as("the first that was left")
                .isZero();

        Letters.write(letters, origin, 3, 3, _ -> new IOException("again"));
        RedriveStatus second = run(options(RedriveFilter.ALL, 0, false));
        assertThat(second.counts()).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 553L));
        assertThat(Letters.values(origin)).hasSize(1_103).containsAll(numbers(1_100, 1, 0));
        assertThat(TestKafka.committed(letters + "-redrive").get(new TopicPartition(letters, 0)))
                .as("past all dead letters, and the notes of the first run")
                .isGreaterThanOrEqualTo(1_103);
    }

    @Test
    void what_is_passed_over_is_left_for_good() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveTest::odd);
        run(new RedriveOptions(letters, ALL.to(), reason("IOException"), 0, 3, 0, 0, false, false, true));
        assertThat(run(options(RedriveFilter.ALL, 0, false)).counts()).isEmpty();
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(20, 2, 1));
    }

    @Test
    void a_run_with_a_limit_ends_there_and_the_next_goes_on() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveTest::odd);
        assertThat(run(options(RedriveFilter.ALL, 7, false)).count(RedriveOutcome.REDRIVEN))
                .isEqualTo(7);
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(7, 1, 0));
        assertThat(run(options(RedriveFilter.ALL, 0, false)).count(RedriveOutcome.REDRIVEN))
                .isEqualTo(13);
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(20, 1, 0));
    }

    @Test
    void a_dry_run_counts_by_reason_and_changes_nothing() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveTest::odd);
        RedriveStatus end =
                run(new RedriveOptions(letters, ALL.to(), RedriveFilter.ALL, 0, 3, 1, 4_000, true, false, false));
        assertThat(end.dryRun()).isTrue();
        assertThat(end.reasons()).isEqualTo(Map.of("java.io.IOException", 10L, "java.lang.IllegalStateException", 10L));
        assertThat(Letters.values(origin)).isEmpty();
        assertThat(TestKafka.committed(letters + "-redrive")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_can_not_go_back_is_left_and_told_and_the_rest_goes(boolean exactlyOnce) throws Exception {
        String small = TestKafka.newTopic(Map.of("max.message.bytes", "300"));
        Letters.write(letters, origin, 3, 4, RedriveTest::odd);
        Letters.write(letters, "no-such-topic", 1, 2, RedriveTest::odd);
        RecordHeaders large = new RecordHeaders();
        large.add("large", new byte[1_000]);
        Letters.write(letters, small, 1, 1, RedriveTest::odd, large);
        RecordHeaders often = new RecordHeaders();
        often.add("headgate-redrives", TestKafka.bytes("3"));
        Letters.write(letters, origin, 3, 1, RedriveTest::odd, often);
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            var _ = producer.send(new ProducerRecord<>(letters, TestKafka.bytes("no dead letter")));
        }
        Letters.write(letters, small, 1, 1, RedriveTest::odd);
        RedriveStatus end = run(options(RedriveFilter.ALL, 0, exactlyOnce));
        assertThat(end.counts())
                .isEqualTo(Map.of(
                        RedriveOutcome.REDRIVEN, 5L,
                        RedriveOutcome.NO_TOPIC, 2L,
                        RedriveOutcome.REFUSED, 1L,
                        RedriveOutcome.EXHAUSTED, 1L,
                        RedriveOutcome.NO_DEAD_LETTER, 1L));
        assertThat(Letters.values(origin)).containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(Letters.values(small)).containsExactly("0");
        assertThat(run(options(RedriveFilter.ALL, 0, exactlyOnce)).count(RedriveOutcome.REDRIVEN))
                .as("what went is not put back again, though there are holes before it")
                .isZero();
    }

    @Test
    void a_reason_that_no_dead_letter_has_is_told_with_those_there_are() {
        Letters.write(letters, origin, 3, 3, RedriveTest::odd);
        assertThatExceptionOfType(RedriveException.class)
                .isThrownBy(() -> run(options(reason("TimeoutException"), 0, false)))
                .withMessage("reason TimeoutException: no dead letter failed with that; they failed with"
                        + " java.io.IOException (1), java.lang.IllegalStateException (2)");
    }

    @Test
    void a_topic_that_is_missing_is_named() {
        assertThatExceptionOfType(RedriveException.class)
                .isThrownBy(() -> run(new RedriveOptions(
                        letters, Optional.of("no-such-topic"), RedriveFilter.ALL, 0, 3, 0, 4_000, false, false, false)))
                .withMessageContaining("there is no topic 'no-such-topic'")
                .withMessageContaining("the target topic");
    }

    @Test
    void numbers_out_of_range_and_the_dead_letter_topic_as_a_target_are_refused() {
        RedriveFilter all = RedriveFilter.ALL;
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RedriveOptions("dead", Optional.of("dead"), all, 0, 3, 0, 4_000, false, false, false))
                .withMessageContaining("the dead-letter topic itself");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedriveOptions("d", Optional.empty(), all, -1, 3, 0, 4_000, false, false, false))
                .withMessageContaining("limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedriveOptions("d", Optional.empty(), all, 0, -1, 0, 4_000, false, false, false))
                .withMessageContaining("max-redrives");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RedriveOptions("d", Optional.empty(), all, 0, 3, Double.NaN, 4_000, false, false, false))
                .withMessageContaining("rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedriveOptions("d", Optional.empty(), all, 0, 3, 0, 0, false, false, false))
                .withMessageContaining("headgate.offsets.map-bytes is 0");
    }
}
