package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttemptWatchTest {
    private final AttemptWatch watch = new AttemptWatch();
    private final Job job = Jobs.job(0);

    @AfterEach
    void clear_the_flag_for_the_next_test() {
        boolean _ = Thread.interrupted();
    }

    @Test
    void an_attempt_that_nobody_touches_ends_as_it_began() {
        watch.begin(100, job);
        assertThat(watch.end()).isFalse();
    }

    @Test
    void interrupts_an_attempt_that_began_before_and_clears_the_flag_at_its_end() {
        watch.begin(100, job);
        watch.interruptIfStartedBefore(101);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(job.isCancelled()).isTrue();
        assertThat(watch.end()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void leaves_an_attempt_that_began_later_alone() {
        watch.begin(100, job);
        watch.interruptIfStartedBefore(100);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(watch.end()).isFalse();
    }

    @Test
    void compares_times_as_the_clock_counts_them_past_its_overflow() {
        watch.begin(Long.MAX_VALUE - 5, job);
        watch.interruptIfStartedBefore(Long.MIN_VALUE + 5);
        assertThat(watch.end()).isTrue();
    }

    @Test
    void a_record_begins_when_the_one_before_ended_so_that_the_clock_is_read_once() {
        assertThat(watch.startNanos(clockAt(100))).isEqualTo(100);
        watch.recordEnded(150);
        assertThat(watch.startNanos(clockAt(170))).isEqualTo(150);
        assertThat(watch.startNanos(clockAt(190))).isEqualTo(190);
    }

    @Test
    void a_record_begins_now_where_the_worker_did_something_else_since_the_last_one_ended() {
        watch.recordEnded(150);
        watch.pause();
        assertThat(watch.startNanos(clockAt(900))).isEqualTo(900);
    }

    @Test
    void a_wait_has_no_time_limit_but_can_be_cancelled() {
        watch.beginWait(job);
        watch.interruptIfStartedBefore(Long.MAX_VALUE / 2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        watch.cancel();
        assertThat(watch.end()).isTrue();
    }

    @Test
    void between_two_attempts_nobody_is_interrupted() {
        watch.cancel();
        watch.begin(100, job);
        assertThat(watch.end()).isFalse();
        watch.cancel();
        watch.interruptIfStartedBefore(Long.MAX_VALUE / 2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(job.isCancelled()).isFalse();
    }

    @Test
    void a_flag_that_user_code_left_behind_is_cleared_and_no_timeout() {
        watch.begin(100, job);
        Thread.currentThread().interrupt();
        assertThat(watch.end()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** Another thread interrupts as fast as it can; each interrupt has to stay within the attempt that it hit. */
    @Test
    void no_interrupt_arrives_after_the_end_of_its_attempt() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread canceller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                watch.cancel();
            }
        });
        int hit = 0;
        try {
            for (int attempt = 0; attempt < 200_000 || hit < 100; attempt++) {
                watch.begin(attempt, job);
                boolean interrupted = watch.end();
                hit += interrupted ? 1 : 0;
                for (int look = 0; look < 10; look++) {
                    assertThat(Thread.currentThread().isInterrupted())
                            .as("after attempt %d", attempt)
                            .isFalse();
                }
            }
        } finally {
            stop.set(true);
            canceller.join();
        }
        assertThat(hit).as("the test hit attempts at all").isGreaterThanOrEqualTo(100);
    }

    private static Scheduler clockAt(long nanos) {
        return new Scheduler() {
            @Override
            public long nanoTime() {
                return nanos;
            }

            @Override
            public Task schedule(Runnable task, long delayNanos) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void repeat(Runnable task, long periodNanos) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
