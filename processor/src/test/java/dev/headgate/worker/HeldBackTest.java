package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.dispatch.Job;
import dev.headgate.dispatch.Jobs;
import dev.headgate.dispatch.Lanes;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that are held back while records are short, and come where one of those waits. */
@Timeout(60)
class HeldBackTest {
    private static final int SHORT_ONES = 1_000;
    private static final int ROUNDS = 8_000;
    private static final int ENOUGH = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final Lanes LANES = new Lanes(Ordering.UNORDERED);

    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private int offset;

    @ParameterizedTest
    @EnumSource
    void records_behind_one_that_waits_after_many_short_ones_are_handled_while_it_waits(ThreadKind threads) {
        try (Bench bench = bench(threads)) {
            handleShortOnes(bench);
            submit(bench, true, ENOUGH);
            submit(bench, false, 100);
            await().pollDelay(0, TimeUnit.MILLISECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> bench.pipeline.isHeldBack() && waiting.get() == ENOUGH);

            await().pollInterval(1, TimeUnit.MILLISECONDS)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> !bench.pipeline.isHeldBack() && bench.completions.size() == 100);
            assertThat(go.getCount()).as("they still wait").isOne();
            go.countDown();
            bench.awaitEnded(SHORT_ONES + ENOUGH + 100);
        }
    }

    /** A worker that is about to lie down has to see what nobody was woken for; it is rescued by no later job. */
    @ParameterizedTest
    @EnumSource
    void no_job_is_left_waiting_by_workers_that_are_enough_and_lie_down(ThreadKind threads) {
        try (Bench bench = bench(threads)) {
            handleShortOnes(bench);
            for (int round = 1; round <= ROUNDS; round++) {
                submit(bench, false, 1 + round % 3);
                bench.awaitEnded(offset);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobody_is_held_back_where_the_sink_gains_from_several_calls(ThreadKind threads) {
        try (Bench bench = Bench.of(threads)
                .ordering(Ordering.UNORDERED)
                .handler(ENOUGH + 2, (each, _) -> each.offset())
                .start()) {
            handleShortOnes(bench);
            submit(bench, false, 100);
            assertThat(bench.pipeline.isHeldBack()).isFalse();
            bench.awaitEnded(SHORT_ONES + 100);
        }
    }

    private Bench bench(ThreadKind threads) {
        return Bench.of(threads)
                .ordering(Ordering.UNORDERED)
                .handler(ENOUGH + 2, (each, _) -> {
                    if (each.key() != null) {
                        waiting.incrementAndGet();
                        go.await();
                    }
                    return each.offset();
                })
                .sink(new TurnTakingSink())
                .start();
    }

    /** So many that some worker has had a row of them, on a busy machine too. */
    private void handleShortOnes(Bench bench) {
        submit(bench, false, SHORT_ONES);
        bench.awaitEnded(SHORT_ONES);
    }

    /** As the poll thread does it. */
    private void submit(Bench bench, boolean waits, int count) {
        for (int i = 0; i < count; i++) {
            Job job = Jobs.job(offset++, waits ? "waits" : null, bench.source, LANES);
            bench.pipeline.submit(new Job[] {job}, 1);
        }
        bench.pipeline.wake();
    }

    private static final class TurnTakingSink implements Sink<Object> {
        @Override
        public CompletionStage<Ack> deliver(Object result, RecordContext context) {
            return Ack.now();
        }

        @Override
        public boolean takesTurns() {
            return true;
        }
    }
}
