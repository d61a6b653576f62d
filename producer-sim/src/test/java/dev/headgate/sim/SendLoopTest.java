package dev.headgate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.sim.random.SeededRandom;
import dev.headgate.sim.rate.Pacer;
import dev.headgate.sim.rate.RateControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SendLoopTest {

    private final ManualClock clock = new ManualClock();
    private final RunStats stats = new RunStats();

    private void run(SimOptionsBuilder options, MockProducer<byte[], byte[]> producer) {
        SimOptions built = options.build();
        loop(built, producer).run(clock.nanoTime(), built.load().records().orElse(Long.MAX_VALUE));
    }

    private SendLoop loop(SimOptions options, MockProducer<byte[], byte[]> producer) {
        RateControl control = new RateControl(options.load().profileWithWarmUp());
        Pacer pacer = new Pacer(
                control.profile(),
                0,
                1,
                options.meanWeight(),
                options.load().arrivals(),
                new SeededRandom(0, "arrivals"));
        SendLoop.Shared shared = new SendLoop.Shared(options, control, Optional.empty(), stats, clock);
        return new SendLoop(
                shared, producer, new RecordStream(options, options.producers().firstId(), 0), pacer);
    }

    private static SimOptionsBuilder payments(double rate) {
        return SimOptions.builder("payments").rate(Rate.perSecond(rate));
    }

    private static List<Long> intended(MockProducer<byte[], byte[]> producer) {
        return producer.history().stream()
                .map(each -> Stamp.read(each.headers()).orElseThrow().intendedEpochNanos() - ManualClock.EPOCH)
                .toList();
    }

    @Test
    void record_n_is_stamped_with_start_plus_n_divided_by_the_rate() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        run(payments(0.5).records(4), producer);
        assertThat(intended(producer)).containsExactly(0L, 2_000_000_000L, 4_000_000_000L, 6_000_000_000L);
    }

    @Test
    void a_duration_of_two_seconds_at_fifty_a_second_sends_exactly_a_hundred_records() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        run(payments(50).duration(Duration.ofSeconds(2)), producer);
        assertThat(producer.history()).hasSize(100);
        assertThat(clock.nanoTime()).isEqualTo(2_000_000_000L);
    }

    @Test
    void whichever_of_records_and_duration_is_reached_first_ends_the_run() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        run(payments(50).records(7).duration(Duration.ofSeconds(2)), producer);
        assertThat(producer.history()).hasSize(7);
    }

    @Test
    void records_due_while_the_thread_overslept_go_out_at_once_and_the_schedule_stays() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        clock.overshootBy(Duration.ofMillis(35));
        run(payments(100).records(10), producer);
        assertThat(intended(producer)).element(9).isEqualTo(90_000_000L);
        // The waits end at 45, 85 and 125 ms: records 1 to 4, 5 to 8 and 9 go out together.
        assertThat(clock.parks()).isEqualTo(3);
    }

    @Test
    void the_time_a_producer_blocks_counts_for_all_records_due_meanwhile() {
        Duration block = Duration.ofMillis(500);
        run(payments(100).records(100), new Producers.BlockingOnce(clock, 10, block));
        LatencySummary corrected = stats.corrected();
        assertThat(corrected.max().toNanos()).isCloseTo(block.toNanos(), Percentage.withPercentage(0.2));
        // Half of the records were due while it blocked, on average for half of that time.
        assertThat(corrected.p90().toMillis()).isBetween(390L, 410L);
        assertThat(stats.uncorrected().p90()).isLessThan(Duration.ofNanos(1_000));
        assertThat(stats.uncorrected().max().toNanos()).isCloseTo(block.toNanos(), Percentage.withPercentage(0.2));
        assertThat(clock.nanoTime()).isEqualTo(990_000_000L);
    }

    @Test
    void records_that_are_late_at_the_end_are_sent_as_long_as_they_are_not_missed() {
        run(
                payments(100).duration(Duration.ofSeconds(1)).missAfter(Duration.ofSeconds(3)),
                new Producers.BlockingOnce(clock, 10, Duration.ofSeconds(3)));
        assertThat(stats.sent()).isEqualTo(100);
        assertThat(stats.missed()).isZero();
    }

    @Test
    void records_later_than_the_limit_are_missed_and_the_schedule_of_the_others_stays() {
        MockProducer<byte[], byte[]> producer = new Producers.BlockingOnce(clock, 10, Duration.ofSeconds(2));
        run(payments(100).duration(Duration.ofSeconds(4)).missAfter(Duration.ofSeconds(1)), producer);
        // Until 2.1 s it blocks; what was due from 0.11 s to 1.09 s is more than a second late by then.
        assertThat(stats.missed()).isEqualTo(99);
        assertThat(stats.sent()).isEqualTo(301);
        assertThat(intended(producer)).element(11).isEqualTo(1_100_000_000L);
        assertThat(intended(producer)).element(300).isEqualTo(3_990_000_000L);
    }

    @Test
    void a_rate_in_bytes_spaces_records_by_their_size() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        run(
                SimOptions.builder("payments")
                        .rate(Rate.bytesPerSecond(1_000))
                        .keys(0)
                        .payloadSize(250)
                        .records(4),
                producer);
        assertThat(intended(producer)).containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);
    }

    @Test
    void latencies_of_the_warm_up_do_not_count() {
        run(payments(100).duration(Duration.ofSeconds(1)).warmUp(Duration.ofSeconds(2)), Producers.acking());
        assertThat(stats.acked()).isEqualTo(300);
        assertThat(stats.corrected().count()).isEqualTo(100);
    }

    @Test
    void records_do_not_wait_for_the_acks_of_those_before() {
        MockProducer<byte[], byte[]> producer = Producers.waiting();
        run(payments(100).records(100), producer);
        assertThat(stats.sent()).isEqualTo(100);
        assertThat(stats.acked()).isZero();
        clock.advance(Duration.ofMillis(10));
        producer.completeNext();
        assertThat(stats.acked()).isEqualTo(1);
        assertThat(stats.corrected().max().toMillis()).isEqualTo(1_000);
    }

    @Test
    void at_the_maximum_rate_nothing_waits_and_a_record_is_due_when_it_is_sent() {
        MockProducer<byte[], byte[]> producer = Producers.waiting();
        clock.advance(Duration.ofSeconds(3));
        run(SimOptions.builder("payments").rate(Rate.max()).records(1_000), producer);
        assertThat(clock.parks()).isZero();
        assertThat(intended(producer)).hasSize(1_000).containsOnly(3_000_000_000L);
    }

    @Test
    void a_duration_ends_a_run_at_the_maximum_rate() {
        MockProducer<byte[], byte[]> producer = new Producers.BlockingOnce(clock, 20, Duration.ofSeconds(2));
        run(SimOptions.builder("payments").rate(Rate.max()).duration(Duration.ofSeconds(1)), producer);
        assertThat(producer.history()).hasSize(21);
    }

    @Test
    void a_record_whose_ack_fails_is_failed_and_the_run_goes_on() {
        MockProducer<byte[], byte[]> producer = Producers.waiting();
        run(payments(100).records(3), producer);
        producer.completeNext();
        producer.errorNext(new KafkaException("disk full"));
        producer.completeNext();
        assertThat(stats.acked()).isEqualTo(2);
        assertThat(stats.failedCount()).isEqualTo(1);
        assertThat(stats.firstError()).get().extracting(Throwable::getMessage).isEqualTo("disk full");
    }

    @Test
    void a_send_that_throws_ends_the_run_and_its_record_is_failed() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        producer.sendException = new KafkaException("fenced");
        SendLoop loop = loop(payments(100).records(3).build(), producer);
        assertThatThrownBy(() -> loop.run(clock.nanoTime(), 3)).hasMessage("fenced");
        assertThat(stats.sent()).isEqualTo(1);
        assertThat(stats.failedCount()).isEqualTo(1);
    }
}
