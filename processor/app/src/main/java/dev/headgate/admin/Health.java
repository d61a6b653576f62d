package dev.headgate.admin;

import dev.headgate.dashboard.StateView;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import java.util.Locale;

/**
 * The answer to a probe.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param reason one line, for the reader of the probe's log
 */
public record Health(String status, String reason) {
    /** The poll thread publishes every 100 ms, in its waits too; a call of the consumer may hold it up for 10 s at most. */
    private static final long STALLED_MS = 30_000;

    /**
     * Whether a restart would not help. The brokers are not asked: if they are gone, a restart doesn't bring them back.
     */
    static Health live(StateView view) {
        EngineSnapshot engine = view.engine().get();
        long age = System.currentTimeMillis() - engine.epochMillis();
        if (engine.state() == EngineState.FAILED) {
            return down("the engine has failed: " + engine.lastError().orElse("no reason given"));
        }
        if (age > STALLED_MS && !engine.state().hasEnded()) {
            return down("the poll thread has said nothing for " + age + " ms");
        }
        return up(engine.state().name().toLowerCase(Locale.ROOT));
    }

    /** Whether it takes part in the group. One that is paused does: backpressure is no illness. */
    static Health ready(StateView view) {
        EngineSnapshot engine = view.engine().get();
        if (engine.state() != EngineState.RUNNING) {
            return down("the engine is " + engine.state().name().toLowerCase(Locale.ROOT));
        }
        return up(
                engine.pauseReason() == PauseReason.NONE
                        ? "running, " + engine.partitions().size() + " partitions"
                        : "running, all partitions paused: "
                                + engine.pauseReason()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '));
    }

    boolean isUp() {
        return status.equals("UP");
    }

    private static Health up(String reason) {
        return new Health("UP", reason);
    }

    private static Health down(String reason) {
        return new Health("DOWN", reason);
    }
}
