package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.BatchContext;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Batches of every kind, with handlers and sinks that fail at random as a seed says: each record ends once, and whatever
 * happens to the others, the last that is heard of a lane is its last record.
 */
@Tag("broker")
@Timeout(60)
class BatchOrderTest {
    private static final int RECORDS = 600;

    /** How a run differs from another. Which attempts fail is a pure function of the seed. */
    private record Case(
            long seed,
            ThreadKind threads,
            Ordering ordering,
            int workers,
            int keys,
            BatchOptions options,
            boolean whole,
            boolean sinkKeepsOrder) {
        static Case of(long seed) {
            Random random = new Random(seed);
            Ordering ordering = pick(random, Ordering.values());
            BatchOptions options = BatchOptions.of(1 + random.nextInt(20))
                    .withBytes(1 + random.nextInt(30))
                    .withLinger(Duration.ofMillis(random.nextInt(3)));
            return new Case(
                    seed,
                    pick(random, ThreadKind.values()),
                    ordering,
                    1 + random.nextInt(6),
                    1 + random.nextInt(12),
                    ordering != Ordering.UNORDERED && random.nextBoolean() ? options.perKey() : options,
                    random.nextBoolean(),
                    random.nextInt(4) == 0);
        }

        @SafeVarargs
        private static <T> T pick(Random random, T... among) {
            return among[random.nextInt(among.length)];
        }

        /** One decision in {@code bound}; another for each record, attempt and question. */
        boolean chance(int bound, long... of) {
            long mixed = seed;
            for (long part : of) {
                mixed = new Random(mixed * 31 + part).nextLong();
            }
            return Math.floorMod(mixed, bound) == 0;
        }
    }

    private final Map<String, List<Long>> handled = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> delivered = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    static Stream<Arguments> seeds() {
        return IntStream.rangeClosed(1, 60).mapToObj(seed -> Arguments.of((long) seed));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void each_record_ends_once_and_its_lane_keeps_its_order(long seed) {
        Case run = Case.of(seed);
        try (ExecutorService foreign = Executors.newFixedThreadPool(2);
                PipelineFixture bench = bench(run, foreign).start()) {
            for (int i = 0; i < RECORDS; i++) {
                bench.submit(run.chance(20, i) ? null : "key-" + i % run.keys());
            }
            bench.awaitAll();
            assertThat(faults).as("%s", run).isEmpty();
            assertThat(bench.outcomes()).as("%s", run).isSubsetOf(Outcome.Plain.ACKED, Outcome.Plain.SKIPPED);
            assertThat(bench.batchSizes)
                    .as("%s", run)
                    .allMatch(size -> size <= run.options().count());
            checkOrder(run, bench);
        }
        assertThat(failures).as("%s", run).hasPositiveValue();
    }

    private void checkOrder(Case run, PipelineFixture bench) {
        if (run.ordering() == Ordering.UNORDERED) {
            return;
        }
        delivered.forEach((lane, offsets) ->
                assertThat(offsets).as("%s delivered, %s", lane, run).isSorted().doesNotHaveDuplicates());
        handled.forEach((lane, offsets) -> {
            assertThat(lastTimes(offsets)).as("%s handled, %s", lane, run).isSorted();
            assertThat(firstTimes(offsets)).as("%s handled, %s", lane, run).isSorted();
        });
        long ended = bench.ended.stream().map(Job::offset).distinct().count();
        assertThat(ended).as("%s", run).isEqualTo(RECORDS);
    }

    private static List<Long> firstTimes(List<Long> offsets) {
        return offsets.stream().distinct().toList();
    }

    private static List<Long> lastTimes(List<Long> offsets) {
        return new ArrayList<>(firstTimes(offsets.reversed())).reversed();
    }

    private PipelineFixture.Builder bench(Case run, ExecutorService foreign) {
        return PipelineFixture.of(run.threads())
                .ordering(run.ordering())
                .retry(3, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .batches(run.workers(), run.options(), (records, context) -> handle(run, records, context))
                .sink(new FlakySink(run, foreign));
    }

    private static String laneOf(Case run, byte[] key, long offset) {
        return switch (run.ordering()) {
            case PARTITION -> "partition";
            case KEY -> key == null ? "none-" + offset : TestKafka.text(key);
            case UNORDERED -> "none-" + offset;
        };
    }

    private BatchResult<Object> handle(Case run, List<ConsumerRecord<byte[], byte[]>> records, BatchContext context)
            throws IOException {
        List<String> lanes = records.stream()
                .map(record -> laneOf(run, record.key(), record.offset()))
                .distinct()
                .toList();
        lanes.forEach(this::enter);
        try {
            records.forEach(record -> handled.computeIfAbsent(
                            laneOf(run, record.key(), record.offset()), _ -> new ArrayList<>())
                    .add(record.offset()));
            long first = records.getFirst().offset();
            if (run.chance(6, 1, first, records.size(), context.attempt())) {
                failures.incrementAndGet();
                throw new IOException("the batch");
            }
            if (run.whole()) {
                return BatchResult.whole(lanes);
            }
            List<RecordOutcome<Object>> outcomes = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                outcomes.add(outcome(run, context.context(i)));
            }
            return BatchResult.outcomes(outcomes);
        } finally {
            lanes.forEach(lane -> counter(lane).decrementAndGet());
        }
    }

    private void enter(String lane) {
        if (counter(lane).incrementAndGet() > 1) {
            faults.add(lane + " is handled twice at a time");
        }
    }

    private AtomicInteger counter(String lane) {
        return running.computeIfAbsent(lane, _ -> new AtomicInteger());
    }

    private RecordOutcome<Object> outcome(Case run, RecordContext record) {
        if (run.chance(40, 2, record.offset())) {
            failures.incrementAndGet();
            return RecordOutcome.failed(new RejectedRecordException("never"));
        }
        if (run.chance(8, 3, record.offset(), record.attempt())) {
            failures.incrementAndGet();
            return RecordOutcome.failed(new IOException("this one"));
        }
        return RecordOutcome.done(List.of());
    }

    /** Says now or later that it has a result, or that it hasn't; where it keeps order, it always has. */
    private final class FlakySink implements Sink<Object> {
        private final Case run;
        private final ExecutorService foreign;

        FlakySink(Case run, ExecutorService foreign) {
            this.run = run;
            this.foreign = foreign;
        }

        @Override
        public boolean keepsOrder() {
            return run.sinkKeepsOrder();
        }

        @Override
        public CompletionStage<Ack> deliver(Object result, RecordContext context) throws IOException {
            if (!keepsOrder() && run.chance(10, 4, context.offset(), context.attempt())) {
                failures.incrementAndGet();
                if (context.offset() % 2 == 0) {
                    throw new IOException("not now");
                }
                return CompletableFuture.supplyAsync(
                        () -> {
                            throw new IllegalStateException("not now");
                        },
                        foreign);
            }
            if (!run.whole()) {
                byte[] key = ((Job) context).record().key();
                delivered
                        .computeIfAbsent(laneOf(run, key, context.offset()), _ -> new ArrayList<>())
                        .add(context.offset());
            }
            return run.chance(3, 5, context.offset())
                    ? CompletableFuture.supplyAsync(() -> Ack.DELIVERED, foreign)
                    : Ack.now();
        }
    }
}
