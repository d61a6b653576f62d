package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CompletionQueueTest {
    /** Longer than any test may take: a wait that nobody ends shows as a timeout. */
    private static final long FOR_EVER = TimeUnit.MINUTES.toNanos(5);

    private final CompletionQueue completions = new CompletionQueue(1 << 17);

    private void complete(long offset) {
        Job job = Jobs.job(offset);
        job.start();
        completions.complete(job, Outcome.Plain.ACKED, 0);
    }

    private List<Long> drain() {
        List<Long> offsets = new ArrayList<>();
        completions.drain(job -> offsets.add(job.offset()));
        return offsets;
    }

    /** The test's time is up, and an interrupted thread doesn't sleep any more. */
    private static boolean timedOut() {
        return Thread.currentThread().isInterrupted();
    }

    @Test
    void gives_out_all_that_ended_since_the_last_time() {
        assertThat(drain()).isEmpty();
        complete(1);
        complete(2);
        assertThat(drain()).containsExactlyInAnyOrder(1L, 2L);
        complete(3);
        assertThat(drain()).containsExactly(3L);
        assertThat(drain()).isEmpty();
    }

    @Test
    void a_job_ends_once_and_a_second_end_does_not_pass_unseen() {
        Job job = Jobs.job(0);
        job.start();
        completions.complete(job, Outcome.Plain.ACKED, 0);
        completions.complete(job, Outcome.Plain.ACKED, 0);
        List<Job> drained = new ArrayList<>();
        assertThatIllegalStateException()
                .isThrownBy(() -> completions.drain(drained::add))
                .withMessageContaining("from ENDED to ENDED");
        assertThat(drained).containsExactly(job);
    }

    @Test
    void each_job_has_its_own_outcome_and_time_once_it_is_drained_and_none_before() {
        Outcome[] outcomes = {Outcome.Plain.ACKED, Outcome.Plain.SKIPPED, Outcome.Plain.DEAD_LETTERED};
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Job job = Jobs.job(i);
            job.start();
            job.started(10);
            job.handled(20);
            completions.complete(job, outcomes[i], 100 + i);
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            jobs.add(job);
        }
        drain();
        for (int i = 0; i < outcomes.length; i++) {
            assertThat(jobs.get(i).state()).isEqualTo(JobState.ENDED);
            assertThat(jobs.get(i).outcome()).isEqualTo(outcomes[i]);
            assertThat(jobs.get(i).acknowledgementNanos()).isEqualTo(80 + i);
        }
    }

    @Test
    void every_completion_is_drained_exactly_once_whoever_completes_it() throws Exception {
        int threads = 4;
        int each = 30_000;
        int[] seen = new int[threads * each];
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                pool.execute(() -> {
                    for (int i = first; i < first + each; i++) {
                        complete(i);
                    }
                });
            }
            for (int drained = 0; drained < threads * each && !timedOut(); ) {
                List<Long> batch = drain();
                batch.forEach(offset -> seen[offset.intValue()]++);
                drained += batch.size();
            }
        }
        assertThat(drain()).isEmpty();
        assertThat(seen).containsOnly(1);
    }

    @Test
    void does_not_wait_for_what_is_there() {
        complete(0);
        complete(1);
        completions.await(2, FOR_EVER);
        completions.await(1, FOR_EVER);
        assertThat(drain()).hasSize(2);
    }

    @Test
    void does_not_wait_without_time() {
        completions.await(1, 0);
        completions.await(1, -1);
        assertThat(drain()).isEmpty();
    }

    @Test
    void sleeps_through_all_completions_but_the_one_that_it_waits_for() throws Exception {
        complete(0);
        Thread waiter = Thread.ofPlatform().daemon().start(() -> completions.await(4, FOR_EVER));
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        complete(1);
        complete(2);
        assertThat(waiter.join(Duration.ofMillis(100)))
                .as("ended with three of four")
                .isFalse();
        complete(3);
        assertThat(waiter.join(Duration.ofSeconds(20)))
                .as("ended with four of four")
                .isTrue();
    }

    @Test
    void is_woken_without_a_completion() throws Exception {
        Thread waiter = Thread.ofPlatform().daemon().start(() -> completions.await(1, FOR_EVER));
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        completions.wake();
        assertThat(waiter.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void waits_no_longer_than_it_is_told_to() {
        completions.await(1, TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(drain()).isEmpty();
    }

    /** The waiter goes to sleep while the others complete; if one moment were uncovered, a round would last for ever. */
    @Test
    void misses_no_signal_between_the_look_and_the_sleep() throws Exception {
        int threads = 3;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 10_000; round++) {
                List<Future<?>> completers = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    long offset = thread;
                    completers.add(pool.submit(() -> complete(offset)));
                }
                // Woken too early it waits again, for what is still missing.
                for (int drained = 0; drained < threads && !timedOut(); drained += drain().size()) {
                    completions.await(threads - drained, FOR_EVER);
                }
                for (Future<?> completer : completers) {
                    completer.get();
                }
            }
        }
    }
}
