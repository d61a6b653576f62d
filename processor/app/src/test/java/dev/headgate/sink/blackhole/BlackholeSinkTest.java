package dev.headgate.sink.blackhole;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BlackholeSinkTest {
    private static final Output OUTPUT = Output.of(bytes("k"), bytes("v"));
    private static final LatencyModel NO_LATENCY = new LatencyModel.Constant(0);

    private final List<Sink<Output>> sinks = new ArrayList<>();

    @AfterEach
    void close() {
        sinks.forEach(Sink::close);
    }

    private Sink<Output> sink(Map<String, String> options) {
        Sink<Output> sink = new BlackholeSinkProvider().create(options, Map.of());
        sinks.add(sink);
        return sink;
    }

    private static CompletionStage<Ack> deliver(Sink<Output> sink, long offset) throws Exception {
        return sink.deliver(OUTPUT, SourceContext.at(offset));
    }

    private static List<InjectedFailures.Fate> failures(long seed, double failureRate, double rejectRate) {
        InjectedFailures failures =
                new InjectedFailures(seed, new LatencyModel.Exponential(1_000_000), failureRate, rejectRate);
        return IntStream.range(0, 10_000)
                .mapToObj(offset -> failures.of(SourceContext.at(offset)))
                .toList();
    }

    private static double share(List<InjectedFailures.Fate> failures, InjectedFailures.Outcome outcome) {
        return (double) failures.stream()
                        .filter(fate -> fate.outcome() == outcome)
                        .count()
                / failures.size();
    }

    @Test
    void without_latency_a_record_is_acknowledged_on_return() throws Exception {
        assertSame(Ack.now(), deliver(sink(Map.of()), 1));
    }

    @Test
    void a_record_is_acknowledged_after_its_latency() throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Ack> acknowledgement =
                deliver(sink(Map.of("latency", "constant:30ms")), 1).toCompletableFuture();

        assertThat(acknowledgement).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Ack.DELIVERED);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000L);
    }

    @Test
    void many_deliveries_wait_side_by_side_on_one_thread() throws Exception {
        Sink<Output> sink = sink(Map.of("latency", "uniform:1ms-50ms"));
        List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
        for (int offset = 0; offset < 20_000; offset++) {
            acknowledgements.add(deliver(sink, offset).toCompletableFuture());
        }

        assertThat(CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("headgate-blackhole"))
                .hasSize(1));
    }

    @Test
    void the_configured_share_of_attempts_fails_and_of_records_is_rejected() {
        List<InjectedFailures.Fate> failures = failures(1, 0.2, 0.1);

        assertThat(share(failures, InjectedFailures.Outcome.REJECTED)).isCloseTo(0.1, within(0.02));
        assertThat(share(failures, InjectedFailures.Outcome.FAILED)).isCloseTo(0.2 * 0.9, within(0.02));
    }

    @Test
    void the_same_seed_gives_each_record_the_same_fate() {
        assertThat(failures(7, 0.2, 0.1)).isEqualTo(failures(7, 0.2, 0.1)).isNotEqualTo(failures(8, 0.2, 0.1));
    }

    @Test
    void a_rejected_record_is_rejected_at_every_attempt_while_a_failed_one_may_succeed() {
        InjectedFailures failures = new InjectedFailures(3, NO_LATENCY, 0.5, 0.1);
        for (int offset = 0; offset < 1_000; offset++) {
            SourceContext context = SourceContext.at(offset);
            long rejections = IntStream.rangeClosed(1, 5)
                    .filter(attempt ->
                            failures.of(context.withAttempt(attempt)).outcome() == InjectedFailures.Outcome.REJECTED)
                    .count();
            assertThat(rejections).isIn(0L, 5L);
        }
        assertThat(IntStream.rangeClosed(1, 100)
                        .mapToObj(attempt -> failures.of(SourceContext.at(0).withAttempt(attempt))
                                .outcome()))
                .contains(InjectedFailures.Outcome.DELIVERED, InjectedFailures.Outcome.FAILED);
    }

    @Test
    void failures_are_thrown_without_latency_and_complete_the_stage_with_it() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> deliver(sink(Map.of("failure.rate", "1")), 1))
                .withMessage("attempt 1 failed as configured by failure.rate");
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> deliver(sink(Map.of("reject.rate", "1")), 1));
        assertThat(deliver(sink(Map.of("reject.rate", "1", "latency", "constant:1ms")), 1)
                        .toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(RejectedRecordException.class);
    }

    @Test
    void an_outage_is_the_end_of_each_cycle() throws Exception {
        AtomicLong nanos = new AtomicLong(123);
        Outages outages = Outages.of(Duration.ofSeconds(10), Duration.ofSeconds(3));
        BlackholeSink sink = new BlackholeSink(new InjectedFailures(0, NO_LATENCY, 0, 0), outages, nanos::get);
        sinks.add(sink);

        for (int cycle = 0; cycle < 3; cycle++) {
            assertSame(Ack.now(), deliver(sink, 1));
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
            assertThatExceptionOfType(DownstreamUnavailableException.class)
                    .isThrownBy(() -> deliver(sink, 1))
                    .withMessage("unavailable as configured, for another 3000 ms");
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        }
    }

    @Test
    void a_closed_sink_takes_nothing_and_keeps_no_thread() throws Exception {
        Sink<Output> sink = sink(Map.of("latency", "constant:1h"));
        CompletableFuture<Ack> forgotten = deliver(sink, 1).toCompletableFuture();

        sink.close();

        assertThatExceptionOfType(DownstreamUnavailableException.class).isThrownBy(() -> deliver(sink, 2));
        assertThat(forgotten).isNotDone();
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sink(Map.of("latency", "slow")))
                .withMessageStartingWith("headgate.sink.options.latency is 'slow', but must be none, constant:5ms, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sink(Map.of("unavailable.every", "5s")))
                .withMessage("headgate.sink.options.unavailable.for is missing; it must be set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sink(Map.of("unavailable.every", "5s", "unavailable.for", "5s")))
                .withMessage("headgate.sink.options.unavailable.for is '5s', but must be shorter than"
                        + " unavailable.every, which is 5000ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sink(Map.of("failure.rate", "1.1")))
                .withMessage("headgate.sink.options.failure.rate is '1.1', but must be a number from 0.0 to 1.0");
    }
}
