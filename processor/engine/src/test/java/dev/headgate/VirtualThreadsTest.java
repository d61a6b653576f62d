package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.worker.Scheduler;
import dev.headgate.internal.worker.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system may have no threads for what the JDK and the engine need behind the workers: the start fails, no record does. */
@Timeout(60)
public class VirtualThreadsTest {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();

    @Test
    void a_start_fails_in_one_line_if_the_jdk_has_lost_a_virtual_thread_for_want_of_a_carrier() {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory losesTheSecond = task -> VIRTUAL.newThread(made.incrementAndGet() == 2 ? () -> {} : task);
        assertThatThrownBy(() -> VirtualThreads.run(losesTheSecond, 3, Duration.ofMillis(500)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of 3 virtual threads, 1 did not run within 500 ms")
                .hasMessageContaining("pids.max")
                .hasNoCause();
        assertThat(made).hasValue(3);
    }

    @Test
    void a_start_fails_of_a_thread_that_the_system_does_not_give() {
        ThreadFactory none = _ -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        assertThatThrownBy(() -> VirtualThreads.run(none, 1, Duration.ofSeconds(20)))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("native thread");
    }

    @Test
    void the_carriers_are_used_more_often_than_the_jdk_lets_them_go() {
        List<Long> periods = new ArrayList<>();
        VirtualThreads.makeReady(ThreadKind.VIRTUAL, repeating(periods));
        assertThat(periods)
                .singleElement()
                .satisfies(nanos -> assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(30)));
    }

    @Test
    void platform_workers_need_none_of_that() {
        List<Long> periods = new ArrayList<>();
        VirtualThreads.makeReady(ThreadKind.PLATFORM, repeating(periods));
        assertThat(periods).isEmpty();
    }

    private static Scheduler repeating(List<Long> periods) {
        return new Scheduler() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Task schedule(Runnable task, long delayNanos) {
                throw new AssertionError("nothing is scheduled once");
            }

            @Override
            public void repeat(Runnable task, long periodNanos) {
                task.run();
                periods.add(periodNanos);
            }
        };
    }

    @Test
    void the_timer_has_its_thread_before_the_first_retry() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Timers timers = new Timers()) {
            timers.start();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .contains("headgate-timer");
        }
    }
}
