package dev.headgate.admin;

import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.LagSnapshot;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the endpoint may see. Thread-safe, if the suppliers are.
 *
 * @param group the consumer group
 * @param topics what is subscribed to
 * @param engine the engine's latest snapshot
 * @param lag the latest look at the lag
 */
public record StateView(String group, List<String> topics, Supplier<EngineSnapshot> engine, Supplier<LagSnapshot> lag) {

    /** All of it at one moment, in the form of {@code /api/state}. */
    public record State(String group, List<String> topics, EngineSnapshot engine, LagSnapshot lag) {}

    /** Takes the latest of everything. */
    public State read() {
        return new State(group, topics, engine.get(), lag.get());
    }
}
