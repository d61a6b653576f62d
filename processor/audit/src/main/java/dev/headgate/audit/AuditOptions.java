package dev.headgate.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is audited, and how.
 *
 * @param topics what is read
 * @param run the only run to look at; empty for all
 * @param extractor how records are told apart
 * @param arrival when a delivery took place
 * @param checksums whether checksums are looked at
 * @param times how long records are waited for and remembered
 * @param partitions the parallelism of the matching
 * @param alarms where alarms go
 * @param inMemory whether state is kept in memory; it is in Kafka too either way
 */
public record AuditOptions(
        Topics topics,
        Optional<String> run,
        IdentityExtractor extractor,
        Arrival arrival,
        boolean checksums,
        Times times,
        int partitions,
        Optional<String> alarms,
        boolean inMemory) {
    /**
     * What is read.
     *
     * @param inputs topics with what was sent
     * @param outputs topics with what was delivered; a record is expected in one of them
     * @param deadLetters topics with what was given up
     */
    public record Topics(List<String> inputs, List<String> outputs, List<String> deadLetters) {
        public Topics {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            deadLetters = List.copyOf(deadLetters);
        }

        /** All of them. */
        public List<String> all() {
            return Stream.of(inputs, outputs, deadLetters).flatMap(List::stream).toList();
        }
    }

    /**
     * How long records are waited for and remembered.
     *
     * @param bucket the length of a time bucket
     * @param grace how long after its bucket's end a record may still be on its way
     * @param retention how long a record is remembered after it was last seen, at least; wall-clock time
     * @param bucketsKept how far back the counts of single buckets reach
     */
    public record Times(Duration bucket, Duration grace, Duration retention, Duration bucketsKept) {}

    /** Options to start from: the simulator's stamps, and the defaults of the command. */
    public static Builder of(List<String> inputs, List<String> outputs) {
        return new Builder(inputs, outputs);
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final List<String> inputs;
        private final List<String> outputs;
        private List<String> deadLetters = List.of();
        private Optional<String> run = Optional.empty();
        private IdentityExtractor extractor = new StampExtractor();
        private Arrival arrival = Arrival.TIMESTAMP;
        private boolean checksums = true;
        private Duration bucket = Duration.ofSeconds(10);
        private Duration grace = Duration.ofSeconds(30);
        private Duration retention = Duration.ofDays(1);
        private Duration bucketsKept = Duration.ofDays(1);
        private int partitions = 1;
        private Optional<String> alarms = Optional.empty();
        private boolean inMemory;

        private Builder(List<String> inputs, List<String> outputs) {
            this.inputs = inputs;
            this.outputs = outputs;
        }

        public Builder deadLetters(List<String> topics) {
            this.deadLetters = topics;
            return this;
        }

        public Builder run(Optional<String> only) {
            this.run = only;
            return this;
        }

        public Builder extractor(IdentityExtractor how) {
            this.extractor = how;
            return this;
        }

        public Builder arrival(Arrival when) {
            this.arrival = when;
            return this;
        }

        public Builder checksums(boolean on) {
            this.checksums = on;
            return this;
        }

        public Builder bucket(Duration length) {
            this.bucket = length;
            return this;
        }

        public Builder grace(Duration length) {
            this.grace = length;
            return this;
        }

        public Builder retention(Duration length) {
            this.retention = length;
            return this;
        }

        public Builder bucketsKept(Duration length) {
            this.bucketsKept = length;
            return this;
        }

        public Builder partitions(int number) {
            this.partitions = number;
            return this;
        }

        public Builder alarms(Optional<String> topic) {
            this.alarms = topic;
            return this;
        }

        public Builder inMemory(boolean on) {
            this.inMemory = on;
            return this;
        }

        public AuditOptions build() {
            return new AuditOptions(
                    new Topics(inputs, outputs, deadLetters),
                    run,
                    extractor,
                    arrival,
                    checksums,
                    new Times(bucket, grace, retention, bucketsKept),
                    partitions,
                    alarms,
                    inMemory);
        }
    }
}
