package dev.headgate.sim;

import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.ValueSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a run is to be.
 *
 * @param topic where the records go
 * @param load how much load, and for how long
 * @param keys which keys they have
 * @param values what the values are
 * @param faults what is wrong on purpose
 * @param cost work-cost hint in microseconds; see {@link StampHeaders#COST}
 * @param headers headers of the user's own
 * @param seed what everything is drawn from: with the same options, the same seed gives the same records
 * @param runId goes into each record's stamp
 * @param producers who sends them
 */
public record SimOptions(
        String topic,
        Load load,
        KeySpec keys,
        ValueSpec values,
        Faults faults,
        Optional<Distribution> cost,
        List<CustomHeader> headers,
        long seed,
        String runId,
        ProducerSpec producers) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public SimOptions {
        headers = List.copyOf(headers);
        Checks.require(!topic.isBlank(), "topic must be given");
        requireId("run-id", runId);
    }

    static void requireId(String name, String id) {
        Checks.require(
                ID.matcher(id).matches(),
                name + " must be 1 to 100 letters, digits, dots, dashes or underscores, not '" + id + "'");
    }

    /** The same with other values. */
    public SimOptions withValues(ValueSpec other) {
        return new SimOptions(topic, load, keys, other, faults, cost, headers, seed, runId, producers);
    }

    /** What an arrival weighs on average: 1, or the bytes of key and value if the rate counts these. */
    double meanWeight() {
        return switch (load.unit()) {
            case RECORDS -> 1;
            case BYTES -> Math.max(1, values.meanSize() + (keys.count() == 0 ? 0 : 8));
        };
    }

    /**
     * Options for a topic, each with the default that the command line has: 1000 records/s, 10,000 keys, 100 bytes,
     * seed 0, a new run id, no end.
     */
    public static SimOptionsBuilder builder(String topic) {
        return new SimOptionsBuilder(topic);
    }
}
