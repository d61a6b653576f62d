package dev.headgate.sim;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a run is to be. With neither a number of records nor a duration, it goes on until it is stopped.
 *
 * @param topic where the records go
 * @param rate how many records are due each second
 * @param keys number of different keys, 0 to 10,000,000; 0 for records without a key
 * @param payloadSize size of each record's value in bytes, 0 to 100,000,000
 * @param seed what keys and payloads are drawn from: the same seed, keys and payloadSize give the same ones
 * @param runId goes into each record's stamp
 * @param producerId goes into each record's stamp; each producer of a run needs its own
 * @param records ends the run after this many records, at least 1
 * @param duration ends the run once each record due within this time was sent, late ones up to flushTimeout later; with
 *     {@link Rate#max()}, when this time is over
 * @param flushTimeout how long the end of the run waits for late records to be sent, and then for acks; records sent
 *     without an ack by then count as failed
 */
public record SimOptions(
        String topic,
        Rate rate,
        int keys,
        int payloadSize,
        long seed,
        String runId,
        String producerId,
        OptionalLong records,
        Optional<Duration> duration,
        Duration flushTimeout) {

    private static final int MOST_KEYS = 10_000_000;
    private static final int LARGEST_PAYLOAD = 100_000_000;
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public SimOptions {
        require(!topic.isBlank(), "topic must be given");
        require(keys >= 0 && keys <= MOST_KEYS, "keys must be 0 to " + MOST_KEYS + ", not " + keys);
        require(
                payloadSize >= 0 && payloadSize <= LARGEST_PAYLOAD,
                "payload-size must be 0 to " + LARGEST_PAYLOAD + " bytes, not " + payloadSize);
        requireId("run-id", runId);
        requireId("producer-id", producerId);
        records.ifPresent(each -> require(each >= 1, "records must be at least 1, not " + each));
        duration.ifPresent(each -> require(
                each.isPositive() && each.compareTo(LONGEST) <= 0,
                "duration must be above 0 and at most 3650 days, not " + each));
        require(
                !flushTimeout.isNegative() && flushTimeout.compareTo(LONGEST) <= 0,
                "flush-timeout must be 0 to 3650 days, not " + flushTimeout);
    }

    private static void requireId(String name, String id) {
        require(
                ID.matcher(id).matches(),
                name + " must be 1 to 100 letters, digits, dots, dashes or underscores, not '" + id + "'");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Options for a topic, each with the default that the command line has: 1000 records/s, 10,000 keys, 100 bytes,
     * seed 0, a new run id, no end.
     */
    public static Builder builder(String topic) {
        return new Builder(topic);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private final String topic;
        private Rate rate = Rate.perSecond(1_000);
        private int keys = 10_000;
        private int payloadSize = 100;
        private long seed;
        private String runId = RunIds.next();
        private String producerId = "producer-1";
        private OptionalLong records = OptionalLong.empty();
        private Optional<Duration> duration = Optional.empty();
        private Duration flushTimeout = Duration.ofSeconds(30);

        private Builder(String topic) {
            this.topic = topic;
        }

        /** How many records are due each second. */
        public Builder rate(Rate value) {
            rate = value;
            return this;
        }

        /** Number of different keys; 0 for records without a key. */
        public Builder keys(int count) {
            keys = count;
            return this;
        }

        /** Size of each record's value in bytes. */
        public Builder payloadSize(int bytes) {
            payloadSize = bytes;
            return this;
        }

        /** What keys and payloads are drawn from. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Id of the run. */
        public Builder runId(String id) {
            runId = id;
            return this;
        }

        /** Id of the producer within the run. */
        public Builder producerId(String id) {
            producerId = id;
            return this;
        }

        /** Ends the run after this many records. */
        public Builder records(long count) {
            records = OptionalLong.of(count);
            return this;
        }

        /** Ends the run with the records due within this time. */
        public Builder duration(Duration value) {
            duration = Optional.of(value);
            return this;
        }

        /** How long the end of the run waits for acks. */
        public Builder flushTimeout(Duration value) {
            flushTimeout = value;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public SimOptions build() {
            return new SimOptions(
                    topic, rate, keys, payloadSize, seed, runId, producerId, records, duration, flushTimeout);
        }
    }
}
