package dev.headgate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SimulatorTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static SimOptionsBuilder payments() {
        return SimOptions.builder("payments").flushTimeout(Duration.ofSeconds(5));
    }

    @Test
    void a_run_reports_what_was_sent_and_acked_and_the_rate_it_achieved() throws Exception {
        SimOptions options = payments()
                .runId("run-7")
                .duration(Duration.ofSeconds(10))
                .rate(Rate.perSecond(250))
                .build();
        try (Simulator sim = new Simulator(options, Producers::acking, new ManualClock())) {
            sim.start();
            SimReport report = sim.await(LIMIT);
            assertThat(report.runId()).isEqualTo("run-7");
            assertThat(report.records().sent()).isEqualTo(2_500);
            assertThat(report.records().acked()).isEqualTo(2_500);
            assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(10));
            assertThat(report.achievedRate()).isEqualTo(250.0);
            assertThat(report.latencies().corrected().count()).isEqualTo(2_500);
            assertThat(report.isComplete()).isTrue();
            assertThat(sim.progress().records().acked()).isEqualTo(2_500);
        }
    }

    @Test
    void progress_shows_what_is_in_flight_and_a_stop_ends_the_run() throws Exception {
        MockProducer<byte[], byte[]> producer = Producers.waiting();
        SimOptions options = payments().rate(Rate.perSecond(1_000)).build();
        try (Simulator sim = new Simulator(options, () -> producer)) {
            assertThat(sim.progress().elapsed()).isZero();
            sim.start();
            await().atMost(LIMIT).until(() -> sim.progress().inFlight() >= 5);
            producer.completeNext();
            assertThat(sim.progress().records().acked()).isEqualTo(1);
            sim.stop();
            SimReport report = sim.await(LIMIT);
            assertThat(report.records().acked()).isEqualTo(1);
            assertThat(report.records().failed()).isEqualTo(report.records().sent() - 1);
            assertThat(report.isComplete()).isFalse();
            assertThat(producer.closed()).isTrue();
        }
    }

    @Test
    void the_rate_between_two_moments_counts_only_what_was_acked_between_them() {
        SimProgress first = progress(Duration.ofSeconds(2), 500);
        SimProgress second = progress(Duration.ofSeconds(4), 2_500);
        assertThat(first.ackedPerSecond()).isEqualTo(250.0);
        assertThat(second.ackedPerSecondSince(first)).isEqualTo(1_000.0);
        assertThat(second.ackedPerSecondSince(second)).isZero();
        assertThat(progress(Duration.ZERO, 0).ackedPerSecond()).isZero();
    }

    private static SimProgress progress(Duration elapsed, long acked) {
        LatencySummary none = new RunStats().corrected();
        return new SimProgress(
                elapsed, new RecordCounts(acked, acked, 0, 0, 0, 0), 0, 1_000, new Latencies(none, none));
    }

    @Test
    void a_run_whose_topic_is_unknown_to_the_producer_ends_with_that_error_and_sends_nothing() throws Exception {
        Supplier<Unconnected> producers =
                () -> new Unconnected(() -> new KafkaException("Topic payments not present in metadata"));
        try (Simulator sim = new Simulator(payments().build(), producers)) {
            sim.start();
            SimReport report = sim.await(LIMIT);
            assertThat(report.records().sent()).isZero();
            assertThat(report.elapsed()).isZero();
            assertThat(report.isComplete()).isFalse();
            assertThat(report.firstError())
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("payments");
        }
    }

    @Test
    void a_stop_while_the_producer_connects_is_no_error() throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        Supplier<Unconnected> producers = () -> new Unconnected(() -> interruptedAfter(connecting));
        try (Simulator sim = new Simulator(payments().build(), producers)) {
            sim.start();
            connecting.await();
            sim.stop();
            SimReport report = sim.await(LIMIT);
            assertThat(report.records().sent()).isZero();
            assertThat(report.isComplete()).isTrue();
        }
    }

    private static InterruptException interruptedAfter(CountDownLatch reached) {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            return new InterruptException(e);
        }
        throw new AssertionError("unreachable");
    }

    @Test
    void a_stop_ends_a_long_wait_for_the_next_record() throws Exception {
        SimOptions options = payments().rate(Rate.perSecond(0.001)).build();
        try (Simulator sim = new Simulator(options, Producers::acking)) {
            sim.start();
            await().atMost(LIMIT).until(() -> sim.progress().records().acked() == 1);
            sim.stop();
            assertThat(sim.await(LIMIT).records().sent()).isEqualTo(1);
        }
    }

    @Test
    void a_stop_frees_a_send_that_blocks_and_its_record_is_not_counted() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        try (Simulator sim = new Simulator(payments().build(), () -> new BlockingForEver(blocked))) {
            sim.start();
            blocked.await();
            sim.stop();
            SimReport report = sim.await(LIMIT);
            assertThat(report.records().sent()).isZero();
            assertThat(report.isComplete()).isTrue();
        }
    }

    @Test
    void in_the_closed_model_no_more_records_are_in_flight_than_allowed() throws Exception {
        MockProducer<byte[], byte[]> producer = Producers.waiting();
        SimOptions options = payments().rate(Rate.max()).maxInFlight(3).build();
        try (Simulator sim = new Simulator(options, () -> producer)) {
            sim.start();
            await().atMost(LIMIT).until(() -> sim.progress().inFlight() == 3);
            assertThat(producer.history()).hasSize(3);
            producer.completeNext();
            await().atMost(LIMIT).until(() -> producer.history().size() == 4);
            sim.stop();
        }
    }

    @Test
    void a_paused_run_goes_on_when_it_gets_a_rate_again() throws Exception {
        SimOptions options = payments().rate(Rate.perSecond(1_000)).build();
        try (Simulator sim = new Simulator(options, Producers::acking)) {
            sim.start();
            await().atMost(LIMIT).until(() -> sim.progress().records().acked() > 0);
            sim.setRate(0);
            assertThat(sim.progress().targetRate()).isZero();
            long paused = sim.progress().records().sent();
            sim.setRate(5_000);
            await().atMost(LIMIT).until(() -> sim.progress().records().sent() > paused + 100);
            assertThat(sim.progress().targetRate()).isEqualTo(5_000);
        }
    }

    @Test
    void records_due_while_the_producer_blocks_are_behind() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        ManualClock clock = new ManualClock();
        SimOptions options = payments().rate(Rate.perSecond(100)).build();
        try (Simulator sim = new Simulator(options, () -> new BlockingForEver(blocked), clock)) {
            sim.start();
            blocked.await();
            clock.advance(Duration.ofSeconds(2));
            assertThat(sim.progress().behind()).isEqualTo(200);
            sim.stop();
            assertThat(sim.progress().behind()).isZero();
        }
    }

    @Test
    void a_wait_that_is_too_short_says_so_and_the_run_goes_on() {
        try (Simulator sim = new Simulator(payments().build(), Producers::acking)) {
            sim.start();
            assertThatThrownBy(() -> sim.await(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void a_simulator_runs_once() {
        Simulator sim = new Simulator(payments().records(1).build(), Producers::acking);
        try (sim) {
            sim.start();
            assertThatThrownBy(sim::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closing_an_unstarted_simulator_closes_its_producer() {
        MockProducer<byte[], byte[]> producer = Producers.acking();
        Simulator sim = new Simulator(payments().build(), () -> producer);
        sim.close();
        sim.close();
        assertThat(producer.closed()).isTrue();
        assertThatThrownBy(sim::start).isInstanceOf(IllegalStateException.class);
    }

    /** As a Kafka producer does that gets no metadata. */
    private static final class Unconnected extends MockProducer<byte[], byte[]> {

        private final Supplier<? extends RuntimeException> error;

        Unconnected(Supplier<? extends RuntimeException> error) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.error = error;
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            throw error.get();
        }
    }

    /** As a Kafka producer does whose buffer is full and whose broker is gone. */
    private static final class BlockingForEver extends MockProducer<byte[], byte[]> {

        private final CountDownLatch blocked;

        BlockingForEver(CountDownLatch blocked) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.blocked = blocked;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            throw interruptedAfter(blocked);
        }
    }
}
