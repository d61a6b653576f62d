package dev.headgate.internal.dispatch;

import dev.headgate.internal.interleaving.Interleavings;
import dev.headgate.internal.interleaving.Mutation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses threads, under every order of their steps that Lincheck comes to; see {@link Interleavings}. */
@Tag("interleavings")
@Timeout(300)
class DispatchInterleavingsTest {
    private static final Mutation UNPARKS = Mutation.parksByMonitor(CompletionQueue.class, "wake", "unpark");

    @ParameterizedTest
    @ValueSource(
            classes = {
                JobQueueScenarios.TwoTakersOfTwoWaitingJobs.class,
                JobQueueScenarios.TakersThatPutBack.class,
                JobQueueScenarios.AGroupBesideASingleJob.class,
                CompletionScenarios.ADrainWhileJobsEnd.class,
                CompletionScenarios.ADropWhileAWorkerStarts.class,
                LaneScenarios.AnAppendWhileTheOneBeforeIsReleased.class,
                LaneScenarios.ALaneOfThreeOnTwoThreads.class
            })
    void no_interleaving_breaks(Class<? extends Runnable> scenario) {
        Interleavings.hold(scenario);
    }

    @Test
    void no_interleaving_leaves_the_poll_thread_asleep() {
        Interleavings.hold(CompletionScenarios.AWaitForTheSecondOfTwo.class, UNPARKS);
    }

    @ParameterizedTest
    @CsvSource({"await, size", "complete, wake"})
    void a_wake_up_that_is_lost_is_found(String method, String leftOut) {
        Interleavings.find(
                CompletionScenarios.AWaitForTheSecondOfTwo.class,
                UNPARKS,
                Mutation.leftOut(CompletionQueue.class, method, leftOut));
    }

    /** Every fault with the scenario that has to see it. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        Mutation.neverJumps(JobQueue.class, "poll", "IFGT", 1),
                        JobQueueScenarios.TwoTakersOfTwoWaitingJobs.class),
                Arguments.of(
                        Mutation.notAtomic(JobQueue.class, "poll", "compareAndSet"),
                        JobQueueScenarios.TwoTakersOfTwoWaitingJobs.class),
                Arguments.of(
                        Mutation.notAtomic(JobQueue.class, "offer", "compareAndSet"),
                        JobQueueScenarios.AGroupBesideASingleJob.class),
                Arguments.of(
                        Mutation.notAtomic(CompletionQueue.class, "complete", "getAndAdd"),
                        CompletionScenarios.ADrainWhileJobsEnd.class),
                Arguments.of(
                        Mutation.notAtomic(Job.class, "start", "compareAndSet"),
                        CompletionScenarios.ADropWhileAWorkerStarts.class),
                Arguments.of(
                        Mutation.notAtomic(Job.class, "drop", "compareAndSet"),
                        CompletionScenarios.ADropWhileAWorkerStarts.class),
                Arguments.of(
                        Mutation.notAtomic(Job.class, "closeNext", "getAndSet"),
                        LaneScenarios.AnAppendWhileTheOneBeforeIsReleased.class),
                Arguments.of(
                        Mutation.notAtomic(Job.class, "linkNext", "compareAndSet"),
                        LaneScenarios.ALaneOfThreeOnTwoThreads.class));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found(Mutation fault, Class<? extends Runnable> scenario) {
        Interleavings.find(scenario, fault);
    }
}
