package dev.headgate.internal.dispatch;

import static dev.headgate.internal.dispatch.JobState.DELIVERING;
import static dev.headgate.internal.dispatch.JobState.DROPPED;
import static dev.headgate.internal.dispatch.JobState.ENDED;
import static dev.headgate.internal.dispatch.JobState.QUEUED;
import static dev.headgate.internal.dispatch.JobState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headgate.state.Outcome;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of a job's states, written a second time, and what the job's own methods do in each of them. */
@Timeout(30)
class JobStateTest {
    private static final Map<JobState, Set<JobState>> LEGAL = Map.of(
            QUEUED, Set.of(RUNNING, DROPPED),
            RUNNING, Set.of(QUEUED, DELIVERING, ENDED),
            DELIVERING, Set.of(QUEUED, ENDED),
            DROPPED, Set.of(ENDED),
            ENDED, Set.of());

    private static Job in(JobState state) {
        Job job = Jobs.job(5);
        switch (state) {
            case QUEUED -> {}
            case RUNNING -> job.start();
            case DELIVERING -> {
                job.start();
                job.delivering();
            }
            case DROPPED -> job.drop();
            case ENDED -> {
                job.start();
                job.end(Outcome.Plain.ACKED, 0);
            }
        }
        assertThat(job.state()).isEqualTo(state);
        return job;
    }

    @ParameterizedTest
    @EnumSource
    void goes_only_where_the_table_says(JobState from) {
        Set<JobState> legal = LEGAL.getOrDefault(from, Set.of());
        for (JobState to : JobState.values()) {
            assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(legal.contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void its_owner_is_stopped_by_every_illegal_step(JobState from) {
        ownersStep(from, QUEUED, Job::requeue);
        ownersStep(from, DELIVERING, Job::delivering);
        ownersStep(from, ENDED, job -> job.end(Outcome.Plain.SKIPPED, 0));
    }

    private static void ownersStep(JobState from, JobState to, Consumer<Job> step) {
        Job job = in(from);
        if (LEGAL.getOrDefault(from, Set.of()).contains(to)) {
            step.accept(job);
            assertThat(job.state()).isEqualTo(to);
        } else {
            assertThatIllegalStateException()
                    .as("%s to %s", from, to)
                    .isThrownBy(() -> step.accept(job))
                    .withMessageContaining("orders-0@5 can't go from " + from + " to " + to);
            assertThat(job.state()).isEqualTo(from);
        }
    }

    /** To start and to drop are contended for, so who comes late is told, and nothing throws. */
    @ParameterizedTest
    @EnumSource
    void starts_only_from_the_queue(JobState from) {
        Job job = in(from);
        assertThat(job.start()).isEqualTo(from == QUEUED);
        assertThat(job.state()).isEqualTo(from == QUEUED ? RUNNING : from);
    }

    @ParameterizedTest
    @EnumSource
    void is_dropped_only_in_the_queue(JobState from) {
        Job job = in(from);
        assertThat(job.drop()).isEqualTo(from == QUEUED || from == DROPPED);
        assertThat(job.state()).isEqualTo(from == QUEUED ? DROPPED : from);
    }
}
