package dev.headgate.state;

import static dev.headgate.state.EngineState.CLOSED;
import static dev.headgate.state.EngineState.CUT;
import static dev.headgate.state.EngineState.DRAINING;
import static dev.headgate.state.EngineState.FAILED;
import static dev.headgate.state.EngineState.NEW;
import static dev.headgate.state.EngineState.RUNNING;
import static dev.headgate.state.EngineState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class EngineStateTest {
    private static final Map<EngineState, Set<EngineState>> LEGAL = Map.of(
            NEW, Set.of(STARTING, CLOSED),
            STARTING, Set.of(RUNNING, DRAINING, FAILED),
            RUNNING, Set.of(DRAINING, FAILED),
            DRAINING, Set.of(CLOSED, CUT, FAILED));

    @ParameterizedTest
    @EnumSource
    void goes_only_where_the_table_says(EngineState from) {
        Set<EngineState> legal = LEGAL.getOrDefault(from, Set.of());
        for (EngineState to : EngineState.values()) {
            assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(legal.contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void has_ended_where_nothing_can_follow(EngineState state) {
        assertThat(state.hasEnded()).isEqualTo(!LEGAL.containsKey(state));
    }
}
