package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class RateLimitedStageTest {
    private final List<Long> starts = new CopyOnWriteArrayList<>();
    private final List<Thread> workers = new CopyOnWriteArrayList<>();

    private PipelineFixture bench(ThreadKind threads, int size, double perSecond) {
        return PipelineFixture.of(threads)
                .stage(StageOptions.workers(size).withRate(perSecond), (input, context) -> {
                    starts.add(System.nanoTime());
                    workers.add(Thread.currentThread());
                    return input;
                })
                .start();
    }

    @ParameterizedTest
    @EnumSource
    void starts_no_more_often_than_its_rate_however_many_workers(ThreadKind threads) {
        try (PipelineFixture bench = bench(threads, 4, 200)) {
            long before = System.nanoTime();
            bench.submit(40, 40);
            bench.awaitAll();
            // The first starts at once, each other one interval of 5 ms after the one before.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(39 * 5));
            assertThat(starts).hasSize(40);
        }
    }

    @Test
    void waits_for_its_turn_without_spinning() {
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        try (PipelineFixture bench = bench(ThreadKind.PLATFORM, 1, 2)) {
            bench.submit(2, 1);
            bench.awaitEnded(1);
            long id = workers.getFirst().threadId();
            long before = cpu.getThreadCpuTime(id);
            bench.awaitEnded(2);
            long used = cpu.getThreadCpuTime(id) - before;
            assertThat(used).as("ns of CPU in a wait of 500 ms").isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_for_the_rate_ends_when_the_partition_goes_away(ThreadKind threads) {
        double oncePerHour = 1.0 / 3_600;
        try (PipelineFixture bench = bench(threads, 2, oncePerHour)) {
            bench.submit(6, 6);
            bench.awaitEnded(1);
            await().until(() -> bench.pipeline.stats().activeWorkers() == 2);
            bench.revoke();
            bench.awaitAll();
            assertThat(bench.outcomes())
                    .filteredOn(Outcome.Plain.DROPPED::equals)
                    .hasSize(5);
        }
        assertThat(starts).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_for_the_rate_ends_when_the_pipeline_closes(ThreadKind threads) {
        PipelineFixture bench = bench(threads, 2, 1.0 / 3_600);
        bench.submit(6, 6);
        bench.awaitEnded(1);
        long before = System.nanoTime();
        bench.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }
}
