package dev.headgate.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.flow.Circuit.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class CircuitTest {
    private static final int FAILURES = 5;
    private static final long INITIAL = 100;
    private static final long MAX = 1_000;

    private final Circuit circuit = new Circuit(FAILURES, INITIAL, MAX);

    private void open() {
        circuit.failed(0, 1);
        assertThat(circuit.state()).isEqualTo(State.OPEN);
    }

    private void failTimes(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed(0, 0);
        }
    }

    @Test
    void lets_everything_through_while_closed() {
        for (int i = 0; i < 10; i++) {
            assertThat(circuit.tryPass(i)).isTrue();
        }
        assertThat(circuit.opened()).isZero();
    }

    @Test
    void opens_at_so_many_failures_in_a_row() {
        failTimes(FAILURES - 1);
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
        failTimes(1);
        assertThat(circuit.state()).isEqualTo(State.OPEN);
        assertThat(circuit.tryPass(INITIAL - 1)).isFalse();
        assertThat(circuit.opened()).isEqualTo(1);
    }

    @Test
    void a_success_between_failures_starts_the_count_again() {
        failTimes(FAILURES - 1);
        circuit.succeeded();
        failTimes(FAILURES - 1);
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opens_at_the_first_failure_that_says_for_how_long_and_stays_open_that_long() {
        circuit.failed(1_000, 777);
        assertThat(circuit.state()).isEqualTo(State.OPEN);
        assertThat(circuit.nanosToProbe(1_000)).isEqualTo(777);
        assertThat(circuit.tryPass(1_776)).isFalse();
        assertThat(circuit.tryPass(1_777)).isTrue();
    }

    @Test
    void never_waits_less_than_the_shortest_wait_however_soon_the_downstream_wants_to_be_asked() {
        circuit.failed(0, 1);
        assertThat(circuit.tryPass(INITIAL - 1)).isFalse();
        assertThat(circuit.tryPass(INITIAL)).isTrue();
    }

    @Test
    void a_retry_after_may_exceed_the_longest_wait_of_its_own() {
        circuit.failed(0, 50 * MAX);
        assertThat(circuit.tryPass(50 * MAX - 1)).isFalse();
        assertThat(circuit.tryPass(50 * MAX)).isTrue();
    }

    @Test
    void who_meets_an_open_circuit_with_a_longer_time_prolongs_it_and_with_a_shorter_does_not() {
        circuit.failed(0, 500);
        circuit.failed(10, 800);
        circuit.failed(20, 5);
        assertThat(circuit.tryPass(809)).isFalse();
        assertThat(circuit.tryPass(810)).isTrue();
        assertThat(circuit.opened()).isEqualTo(1);
    }

    @Test
    void half_open_lets_one_probe_through_and_nobody_else() {
        open();
        assertThat(circuit.tryPass(INITIAL)).isTrue();
        assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
        assertThat(circuit.tryPass(INITIAL)).isFalse();
        assertThat(circuit.tryPass(INITIAL + MAX - 1)).isFalse();
    }

    @Test
    void another_probe_follows_one_that_never_came_back() {
        open();
        assertThat(circuit.tryPass(INITIAL)).isTrue();
        assertThat(circuit.tryPass(INITIAL + MAX)).isTrue();
        assertThat(circuit.tryPass(INITIAL + MAX)).isFalse();
    }

    @Test
    void closes_when_the_probe_gets_through() {
        open();
        assertThat(circuit.tryPass(INITIAL)).isTrue();
        circuit.succeeded();
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
        failTimes(FAILURES - 1);
        assertThat(circuit.state()).as("the failures before don't count").isEqualTo(State.CLOSED);
    }

    @Test
    void a_delivery_that_began_before_it_opened_closes_it_when_it_succeeds() {
        open();
        circuit.succeeded();
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
        assertThat(circuit.tryPass(1)).isTrue();
    }

    @Test
    void each_failed_probe_doubles_the_wait_up_to_the_longest() {
        open();
        long now = INITIAL;
        for (long wait : new long[] {200, 400, 800, MAX, MAX}) {
            assertThat(circuit.tryPass(now)).isTrue();
            circuit.failed(now, 0);
            assertThat(circuit.tryPass(now + wait - 1)).as("before %d", wait).isFalse();
            now += wait;
        }
        assertThat(circuit.opened()).as("by the first failure alone").isEqualTo(1);
        assertThat(circuit.failedProbes()).isEqualTo(5);
    }

    @Test
    void a_success_brings_the_wait_back_to_the_shortest() {
        open();
        assertThat(circuit.tryPass(INITIAL)).isTrue();
        circuit.failed(INITIAL, 0);
        circuit.succeeded();
        circuit.failed(5_000, 1);
        assertThat(circuit.tryPass(5_000 + INITIAL)).isTrue();
    }

    @Test
    void a_clock_that_is_negative_or_overflows_changes_nothing() {
        for (long start : new long[] {-50, Long.MAX_VALUE - 50}) {
            Circuit fresh = new Circuit(1, INITIAL, MAX);
            fresh.failed(start, 0);
            assertThat(fresh.tryPass(start + 1)).as("%d", start).isFalse();
            assertThat(fresh.tryPass(start + INITIAL - 1)).as("%d", start).isFalse();
            assertThat(fresh.nanosToProbe(start)).as("%d", start).isEqualTo(INITIAL);
            assertThat(fresh.tryPass(start + INITIAL)).as("%d", start).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void goes_only_where_the_table_says(State from) {
        Map<State, Set<State>> legal = new EnumMap<>(State.class);
        legal.put(State.CLOSED, EnumSet.of(State.OPEN));
        legal.put(State.OPEN, EnumSet.of(State.HALF_OPEN, State.CLOSED));
        legal.put(State.HALF_OPEN, EnumSet.of(State.OPEN, State.CLOSED));
        for (State to : State.values()) {
            assertThat(from.mayBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(legal.getOrDefault(from, Set.of()).contains(to));
        }
    }

    @Test
    void no_history_leads_to_an_illegal_transition() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Circuit fresh = new Circuit(1 + random.nextInt(3), INITIAL, MAX);
            long now = 0;
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(300);
                switch (random.nextInt(4)) {
                    case 0 -> fresh.succeeded();
                    case 1 -> fresh.failed(now, random.nextInt(3) * 100L);
                    default -> {
                        boolean passed = fresh.tryPass(now);
                        assertThat(passed || fresh.state() != State.CLOSED)
                                .as("seed %d", seed)
                                .isTrue();
                    }
                }
                assertThat(fresh.nanosToProbe(now)).as("seed %d", seed).isNotNegative();
            }
        }
    }

    /** Both wait for the other at the start of each round, so that they meet as closely as two threads can. */
    @Test
    void of_two_threads_at_the_same_moment_one_is_the_probe() throws Exception {
        int rounds = 30_000;
        List<Circuit> circuits = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Circuit fresh = new Circuit(1, INITIAL, MAX);
            fresh.failed(0, 0);
            circuits.add(fresh);
        }
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger probes = new AtomicInteger();
        Runnable prober = () -> {
            for (int round = 0; round < rounds; round++) {
                arrived.incrementAndGet();
                while (arrived.get() < 2 * round + 2) {
                    Thread.onSpinWait();
                }
                if (circuits.get(round).tryPass(INITIAL)) {
                    probes.incrementAndGet();
                }
            }
        };
        Thread other = Thread.ofPlatform().start(prober);
        prober.run();
        other.join();
        assertThat(probes).hasValue(rounds);
    }
}
