package dev.headgate.simulation;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.Outcome;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds what the engine counts against what the witness has counted (I15). */
final class SnapshotJudge {
    private final SimulatedWorld world;
    private Supplier<EngineSnapshot> engine = () -> {
        throw new IllegalStateException("no engine");
    };
    private @Nullable EngineSnapshot seen;
    private @Nullable EngineSnapshot unchecked;

    SnapshotJudge(SimulatedWorld world) {
        this.world = world;
    }

    void watch(Supplier<EngineSnapshot> snapshots) {
        engine = snapshots;
        seen = snapshots.get();
    }

    @SuppressWarnings("ReferenceEquality") // another object is another moment, even if nothing has changed
    void shows(EngineSnapshot snapshot) {
        if (snapshot != seen) {
            seen = snapshot;
            unchecked = snapshot;
        }
    }

    void check(Witness witness) {
        shows(engine.get());
        EngineSnapshot snapshot = unchecked;
        if (snapshot == null) {
            return;
        }
        unchecked = null;
        var counters = snapshot.counters();
        same("consumed", counters.records().consumed(), witness.consumed);
        same("already done", counters.records().alreadyDone(), witness.passed);
        same("acked", counters.records().acked(), ended(witness, Outcome.Plain.ACKED));
        same("dead-lettered", counters.records().deadLettered(), ended(witness, Outcome.Plain.DEAD_LETTERED));
        same("skipped", counters.records().skipped(), ended(witness, Outcome.Plain.SKIPPED));
        same("dropped", counters.records().dropped(), ended(witness, Outcome.Plain.DROPPED) + witness.haltedCount());
        same("in flight", snapshot.queue().records(), witness.inFlight());
        same("bytes in flight", snapshot.queue().bytes(), witness.inFlightBytes());
    }

    private static int ended(Witness witness, Outcome how) {
        return witness.ended.getOrDefault(how, 0);
    }

    private void same(String what, long engines, long own) {
        if (engines != own) {
            world.violate("I15", what + ": " + engines + " by the engine, " + own + " by what was seen from outside");
        }
    }
}
