package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever user code throws, a record has one outcome, and nothing is lost that the next one needs. What no other record would
 * survive halts (spring-kafka #850, #3843).
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
public class UserCodeTest {
    private static final int RECORDS = 10;
    private static final int BAD = 3;

    /** What can be thrown for one record and says nothing about the next. */
    @SuppressWarnings("ImmutableEnumChecker") // its suppliers capture nothing
    enum Thrown {
        CHECKED(() -> new IOException("sneaked out")),
        INTERRUPTED(() -> new InterruptedException("of its own accord")),
        RUNTIME(() -> new IllegalStateException("wrong")),
        STACK_OVERFLOW(() -> new StackOverflowError("nested too deep")),
        ASSERTION(() -> new AssertionError("can't be")),
        OWN_THROWABLE(() -> new Throwable("neither an error nor an exception")),
        WITHOUT_A_WORD(() -> new RuntimeException((String) null)),
        WITH_A_MESSAGE_THAT_THROWS(MessageThrows::new),
        CAUSED_BY_ITSELF(Circle::new);

        private final Supplier<Throwable> make;

        Thrown(Supplier<Throwable> make) {
            this.make = make;
        }
    }

    @SuppressWarnings("serial")
    private static final class MessageThrows extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("the message needs what is not there");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("so does this");
        }
    }

    @SuppressWarnings("serial")
    private static final class Circle extends RuntimeException {
        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }

    private static Stream<Arguments> everywhere() {
        return Stream.of(Place.values())
                .flatMap(place -> Stream.of(Thrown.values()).map(thrown -> Arguments.of(place, thrown)));
    }

    private static PipelineFixture.Builder skipping() {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .onUndecodable(FailurePolicy.SKIP);
    }

    private static List<Outcome> allBut(int bad, Outcome outcome) {
        List<Outcome> expected = new ArrayList<>();
        for (int i = 0; i < 2 * RECORDS; i++) {
            expected.add(i == bad ? outcome : Outcome.Plain.ACKED);
        }
        return expected;
    }

    @ParameterizedTest(name = "{1} from {0}")
    @MethodSource("everywhere")
    void what_is_thrown_for_one_record_is_that_records_failure_and_no_worker_is_lost(Place place, Thrown thrown) {
        AtomicInteger fired = new AtomicInteger();
        try (PipelineFixture bench = place.add(skipping(), offset -> {
                    if (offset != BAD) {
                        return null;
                    }
                    fired.incrementAndGet();
                    return thrown.make.get();
                })
                .start()) {
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
            bench.submit(RECORDS, RECORDS); // its one worker is still there
            bench.awaitAll();
            assertThat(fired).hasPositiveValue();
            assertThat(bench.outcomes()).isEqualTo(allBut(BAD, Outcome.Plain.SKIPPED));
            assertThat(bench.completions.broken()).isEmpty();
            if (place.isDecoder()) {
                assertThat(fired).as("it is not tried again").hasValue(1);
                assertThat(bench.pipeline.stats().retries()).isZero();
                assertThat(bench.pipeline.stats().givenUp()).containsEntry(GiveUpReason.UNDECODABLE, 1L);
            }
            assertThat(bench.pipeline.stats().lastError()).isPresent();
            await().until(() -> bench.pipeline.stats().activeWorkers() == 0);
        }
    }

    /** Case by case for the tests that show that this one can fail. */
    @Test
    void an_interrupt_that_a_deserializer_leaves_behind_costs_no_other_record_of_the_batch_an_attempt() {
        Deserializer<String> leaving = new Deserializer<>() {
            private final byte[] poison = "value-1".getBytes(StandardCharsets.UTF_8);

            @Override
            public String deserialize(String topic, byte[] data) {
                if (Arrays.equals(data, poison)) {
                    Thread.currentThread().interrupt();
                    throw new SerializationException("asked in vain");
                }
                return new String(data, StandardCharsets.UTF_8);
            }
        };
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(1, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .onUndecodable(FailurePolicy.SKIP)
                .batches(
                        1,
                        BatchOptions.of(4).withLinger(Duration.ofSeconds(5)),
                        leaving,
                        (records, context) -> BatchResult.whole("done"))
                .start()) {
            bench.submit(4, 4);
            bench.awaitAll();
            assertThat(bench.outcomes())
                    .containsExactly(
                            Outcome.Plain.ACKED, Outcome.Plain.SKIPPED, Outcome.Plain.ACKED, Outcome.Plain.ACKED);
        }
    }

    @Test
    void an_error_of_a_deserializer_is_the_one_records_own_also_in_a_batch() {
        what_is_thrown_for_one_record_is_that_records_failure_and_no_worker_is_lost(
                Place.DECODER_OF_BATCH_HANDLER, Thrown.STACK_OVERFLOW);
    }

    @Test
    void a_stage_that_cannot_be_listened_to_does_not_keep_its_record() {
        what_is_thrown_for_one_record_is_that_records_failure_and_no_worker_is_lost(
                Place.STAGE_OF_THE_SINK_THAT_CANNOT_BE_LISTENED_TO, Thrown.RUNTIME);
    }

    /** What no other record would survive either. */
    @SuppressWarnings("ImmutableEnumChecker") // its suppliers capture nothing
    enum Unsurvivable {
        NO_MEMORY(() -> new OutOfMemoryError("Java heap space")),
        BROKEN_MACHINE(() -> new InternalError("broken")),
        NO_CLASS(() -> new NoClassDefFoundError("com/example/Missing")),
        NO_METHOD(() -> new NoSuchMethodError("of another version")),
        NO_INITIALIZER(() -> new ExceptionInInitializerError("static")),
        WRAPPED(() -> new IllegalStateException(
                new InvocationTargetException(new NoClassDefFoundError("com/example/Missing")))),
        CAUSE_OF_A_REJECTION(() -> new RejectedRecordException("bad", new OutOfMemoryError("Java heap space")));

        private final Supplier<Throwable> make;

        Unsurvivable(Supplier<Throwable> make) {
            this.make = make;
        }
    }

    private static Stream<Arguments> unsurvivable() {
        return Stream.of(Place.values())
                .flatMap(place -> Stream.of(Unsurvivable.values()).map(thrown -> Arguments.of(place, thrown)));
    }

    @ParameterizedTest(name = "{1} from {0}")
    @MethodSource("unsurvivable")
    void what_no_other_record_would_survive_halts_whatever_the_policy(Place place, Unsurvivable thrown) {
        try (PipelineFixture bench = place.add(skipping(), offset -> offset == BAD ? thrown.make.get() : null)
                .start()) {
            bench.submit(RECORDS, RECORDS);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                bench.settle();
                return bench.submitted.get(BAD).outcome() instanceof Outcome.Halted;
            });
            Outcome.Halted halted = (Outcome.Halted) bench.submitted.get(BAD).outcome();
            assertThat(halted.message()).contains("orders-0@" + BAD, "no other record would survive");
            assertThat(bench.outcomes()).doesNotContain(Outcome.Plain.SKIPPED);
        }
    }

    @Test
    void a_class_that_cannot_be_loaded_halts_and_does_not_empty_the_topic_under_skip() {
        what_no_other_record_would_survive_halts_whatever_the_policy(Place.HANDLER, Unsurvivable.NO_CLASS);
    }

    @ParameterizedTest
    @EnumSource
    void a_dead_letter_sink_that_throws_anything_is_tried_again_and_gets_the_record_in_the_end(Thrown thrown) {
        AtomicInteger deliveries = new AtomicInteger();
        try (PipelineFixture bench = Place.HANDLER
                .add(
                        PipelineFixture.of(ThreadKind.VIRTUAL)
                                .onFailure(FailurePolicy.DEAD_LETTER)
                                .deadLetters((letter, context) -> switch (deliveries.incrementAndGet()) {
                                    case 1 -> {
                                        sneak(thrown.make.get());
                                        yield Ack.now();
                                    }
                                    case 2 -> CompletableFuture.failedStage(thrown.make.get());
                                    default -> Ack.now();
                                }),
                        offset -> offset == BAD ? thrown.make.get() : null)
                .start()) {
            bench.submit(2 * RECORDS, RECORDS);
            bench.awaitAll();
            assertThat(bench.outcomes()).isEqualTo(allBut(BAD, Outcome.Plain.DEAD_LETTERED));
        }
        assertThat(deliveries).hasValue(3);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    /** The permit is the stage's only one. */
    @Test
    void a_call_whose_stage_throws_when_it_is_cancelled_gives_its_permit_back() {
        CompletableFuture<Object> stubborn = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                throw new StackOverflowError("in what depends on it");
            }
        };
        try (PipelineFixture bench = skipping()
                .attemptTimeout(Duration.ofMillis(50))
                .async(
                        1,
                        (record, context) ->
                                context.offset() == BAD ? stubborn : CompletableFuture.completedStage(record))
                .start()) {
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
            assertThat(bench.outcomes()).isEqualTo(allBut(BAD, Outcome.Plain.SKIPPED));
        }
    }

    /** A year would be too long for a sum of nanoseconds if it were millions of them. */
    @Test
    void a_wait_beyond_all_measure_is_still_a_wait() {
        DownstreamUnavailableException away =
                new DownstreamUnavailableException("away", Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(away.retryAfter()).isEqualTo(Duration.ofDays(365));
        try (PipelineFixture bench = skipping()
                .handler(1, (record, context) -> record)
                .sink((result, context) -> {
                    throw away;
                })
                .start()) {
            bench.submit("key");
            await().atMost(Duration.ofSeconds(20)).until(bench.pipeline::isDownstreamUnavailable);
            assertThat(bench.completions.broken()).isEmpty();
        }
    }

    /** Neither sink is called by a worker here: it is the poll thread that asks, and the one that closes. */
    @Test
    void sinks_that_throw_when_they_are_flushed_or_closed_are_asked_all_the_same() {
        List<String> asked = new ArrayList<>();
        PipelineFixture bench = skipping()
                .handler(1, (record, context) -> record)
                .sink(new Throwing<>("results", asked))
                .deadLetters(new Throwing<DeadLetter>("dead letters", asked))
                .start();
        bench.pipeline.flush();
        assertThat(asked).containsExactly("results flushed", "dead letters flushed");
        assertThat(bench.completions.broken()).isEmpty();
        bench.close();
        assertThat(asked).endsWith("results closed", "dead letters closed");
    }

    private record Throwing<R>(String name, List<String> asked) implements Sink<R> {
        @Override
        public CompletionStage<Ack> deliver(R result, dev.headgate.api.RecordContext context) {
            return Ack.now();
        }

        @Override
        public void flush() {
            asked.add(name + " flushed");
            sneak(new IOException("flush"));
        }

        @Override
        public void close() {
            asked.add(name + " closed");
            sneak(new AssertionError("close"));
        }
    }

    /** A timer of a library does so, say, which comes late. With the interrupt kept, no wait of the worker's would wait. */
    @Test
    void a_worker_that_is_interrupted_while_it_is_idle_goes_on_sleeping() {
        List<Thread> workers = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.PLATFORM)
                .handler(1, (record, context) -> {
                    workers.add(Thread.currentThread());
                    return record;
                })
                .start()) {
            bench.submit("first");
            bench.awaitAll();
            Thread worker = workers.getFirst();
            await().until(() -> worker.getState() == Thread.State.WAITING);
            worker.interrupt();
            await().until(() -> !worker.isInterrupted() && worker.getState() == Thread.State.WAITING);
            bench.submit("second");
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    /** The engine's own callback runs on a thread of the user's, where nobody would hear of it. */
    @Test
    void a_failure_of_the_engines_own_in_a_callback_ends_the_engine_instead_of_leaving_the_record() {
        List<CompletableFuture<Ack>> acknowledgements = new CopyOnWriteArrayList<>();
        PipelineFixture bench = skipping()
                .completions(2)
                .handler(1, (record, context) -> record)
                .sink((result, context) -> {
                    CompletableFuture<Ack> acknowledgement = new CompletableFuture<>();
                    acknowledgements.add(acknowledgement);
                    return acknowledgement;
                })
                .start();
        bench.submit(3, 3);
        await().until(() -> acknowledgements.size() == 3);
        acknowledgements.forEach(each -> each.complete(Ack.DELIVERED)); // one more than there is room for
        assertThat(bench.completions.broken())
                .hasValueSatisfying(
                        failure -> assertThat(failure).hasMessageContaining("more completions than credits"));
        bench.close();
    }
}
