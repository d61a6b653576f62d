package dev.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.config.Guarantee;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of the real engine. {@code -Dsimulation.histories} says how many and {@code -Dsimulation.seed} from which
 * seed on; {@code ./headgate simulate} does so by its arguments.
 */
@ExtendWith(SilentEngine.class)
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("simulation.histories", 2_000);
    private static final long SEED = Long.getLong("simulation.seed", 1);

    /** In this many histories each kind of happening has to occur, and as often as a hundredth of that. */
    private static final int ENOUGH = 1_000;

    @ParameterizedTest
    @EnumSource
    void no_history_violates_an_invariant_and_everything_happened(Guarantee guarantee) {
        boolean exactly = guarantee == Guarantee.EXACTLY_ONCE;
        Map<Happening, Long> all = new EnumMap<>(Happening.class);
        long ticks = 0;
        long steps = 0;
        long begun = System.nanoTime();
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            History history = History.of(seed, exactly);
            Result result = Simulation.run(history);
            Optional<Violation> violation = result.violation();
            if (violation.isPresent()) {
                throw new AssertionError(Report.of(history, violation.get()));
            }
            ticks += result.ticks();
            steps += history.steps().size();
            result.happenings().forEach((what, count) -> all.merge(what, count, Long::sum));
        }
        System.out.printf(
                "%s: %,d histories from seed %d, %,d steps, %,d ticks checked, %.1f s: %s%n",
                guarantee, HISTORIES, SEED, steps, ticks, (System.nanoTime() - begun) / 1e9, all);
        if (HISTORIES >= ENOUGH) {
            for (Happening what : Happening.values()) {
                if (what.isOf(guarantee)) {
                    assertThat(all.getOrDefault(what, 0L)).as(what.toString()).isGreaterThan(HISTORIES / 100);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_seed_replays_exactly(boolean exactly) {
        for (long seed = 1; seed <= 50; seed++) {
            Result first = Simulation.run(History.of(seed, exactly));
            Result second = Simulation.run(History.of(seed, exactly));
            assertThat(second.digest()).as("seed " + seed).isEqualTo(first.digest());
            assertThat(second.ticks()).isEqualTo(first.ticks());
            assertThat(second.happenings()).isEqualTo(first.happenings());
        }
    }

    @Test
    void the_shrinker_leaves_out_what_is_not_needed() {
        History history = History.of(3, false);
        History small = Shrinker.shrink(history, new Violation("I1", ""), candidate -> {
            boolean fails = candidate.steps().stream().anyMatch(step -> step.kind() == Step.Kind.PRODUCE);
            Optional<Violation> violation = fails ? Optional.of(new Violation("I1", "")) : Optional.empty();
            return new Result(violation, Map.of(), 0, 0, List.of());
        });
        assertThat(history.steps()).hasSizeGreaterThan(5);
        assertThat(small.steps()).singleElement().matches(step -> step.kind() == Step.Kind.PRODUCE);
        assertThat(small.settings().partitions()).isOne();
    }
}
