package dev.headgate.internal.worker;

import dev.headgate.internal.interleaving.Interleavings;
import dev.headgate.internal.interleaving.Mutation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Permits, under every order of steps that Lincheck comes to; see {@link Interleavings}. */
@Tag("interleavings")
@Timeout(300)
class WorkerInterleavingsTest {

    @Test
    void no_interleaving_breaks_the_permits() {
        Interleavings.hold(WorkerScenarios.TwoCallsWithOnePermit.class);
    }

    /** Every fault with the scenario that has to see it. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        Mutation.leftOut(AsyncPermits.class, "takeOrWait", "serveLine"),
                        WorkerScenarios.TwoCallsWithOnePermit.class),
                Arguments.of(
                        Mutation.notAtomic(AsyncPermits.class, "tryTake", "compareAndSet"),
                        WorkerScenarios.TwoCallsWithOnePermit.class));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found(Mutation fault, Class<? extends Runnable> scenario) {
        Interleavings.find(scenario, fault);
    }
}
