package dev.headgate.sim;

import dev.headgate.sim.keys.KeyDistribution;
import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.ValueSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a run is to be.
 *
 * @param topic where the records go
 * @param load how much load, and for how long
 * @param keys number of different keys, 0 to 10,000,000; 0 for records without a key
 * @param keyDistribution how records spread over the keys
 * @param partitionSkew exponent by which partitions differ, 0 to leave the partition to Kafka's partitioner
 * @param values what the values are
 * @param faults what is wrong on purpose
 * @param cost work-cost hint in microseconds; see {@link StampHeaders#COST}
 * @param headers headers of the user's own
 * @param transactions how records are put into transactions; empty for none
 * @param seed what everything is drawn from: with the same options, the same seed gives the same records
 * @param runId goes into each record's stamp
 * @param producerId goes into each record's stamp; each producer of a run needs its own
 * @param producers how many Kafka producers share the load, 1 to 1000
 * @param flushTimeout how long the end of the run waits for acks; records sent without an ack by then count as failed
 */
public record SimOptions(
        String topic,
        Load load,
        int keys,
        KeyDistribution keyDistribution,
        double partitionSkew,
        ValueSpec values,
        Faults faults,
        Optional<Distribution> cost,
        List<CustomHeader> headers,
        Optional<Transactions> transactions,
        long seed,
        String runId,
        String producerId,
        int producers,
        Duration flushTimeout) {

    private static final int MOST_KEYS = 10_000_000;
    private static final int MOST_PRODUCERS = 1_000;
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,6})");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public SimOptions {
        headers = List.copyOf(headers);
        Checks.require(!topic.isBlank(), "topic must be given");
        Checks.require(keys >= 0 && keys <= MOST_KEYS, "keys must be 0 to " + MOST_KEYS + ", not " + keys);
        Checks.require(
                partitionSkew >= 0 && partitionSkew <= 100, "partition-skew must be 0 to 100, not " + partitionSkew);
        requireId("run-id", runId);
        requireId("producer-id", producerId);
        Checks.require(
                producers >= 1 && producers <= MOST_PRODUCERS,
                "producers must be 1 to " + MOST_PRODUCERS + ", not " + producers);
        Checks.require(
                !flushTimeout.isNegative() && flushTimeout.compareTo(LONGEST) <= 0,
                "flush-timeout must be 0 to 3650 days, not " + flushTimeout);
    }

    private static void requireId(String name, String id) {
        Checks.require(
                ID.matcher(id).matches(),
                name + " must be 1 to 100 letters, digits, dots, dashes or underscores, not '" + id + "'");
    }

    /** The ids of all producers: of several, numbered on from the number that producerId ends with, or from 1. */
    public List<String> producerIds() {
        if (producers == 1) {
            return List.of(producerId);
        }
        Matcher numbered = NUMBERED.matcher(producerId);
        String prefix = numbered.matches() ? numbered.group(1) : producerId + "-";
        int first = numbered.matches() ? Integer.parseInt(numbered.group(2)) : 1;
        return IntStream.range(first, first + producers)
                .mapToObj(number -> prefix + number)
                .toList();
    }

    /** The same with other values. */
    public SimOptions withValues(ValueSpec other) {
        return new SimOptions(
                topic,
                load,
                keys,
                keyDistribution,
                partitionSkew,
                other,
                faults,
                cost,
                headers,
                transactions,
                seed,
                runId,
                producerId,
                producers,
                flushTimeout);
    }

    /** What an arrival weighs on average: 1, or the bytes of key and value if the rate counts these. */
    double meanWeight() {
        return switch (load.unit()) {
            case RECORDS -> 1;
            case BYTES -> Math.max(1, values.meanSize() + (keys == 0 ? 0 : 8));
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
