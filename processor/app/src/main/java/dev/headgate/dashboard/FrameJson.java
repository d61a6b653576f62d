package dev.headgate.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PartitionSnapshot.Oldest;
import dev.headgate.state.PauseReason;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.NameTransformer;

/**
 * How frames and samples look in JSON, as {@code openapi.json} says. There the figures lie side by side, while in Java they
 * are in groups: each group is unwrapped, and each figure has its longer name.
 */
public final class FrameJson {
    private FrameJson() {}

    /** A builder of mappers that write and read frames and samples. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder()
                .addMixIn(EngineSnapshot.class, OfEngine.class)
                .addMixIn(EngineSnapshot.Queue.class, OfQueue.class)
                .addMixIn(EngineSnapshot.Workers.class, OfWorkers.class)
                .addMixIn(EngineCounters.class, OfCounters.class)
                .addMixIn(EngineCounters.Failures.class, OfFailures.class)
                .addMixIn(EngineCounters.Commits.class, OfCommits.class)
                .addMixIn(PartitionSnapshot.class, OfPartition.class)
                .addMixIn(Sample.class, OfSample.class)
                .addMixIn(Sample.Rates.class, OfRates.class)
                .addMixIn(Sample.Lag.class, OfLag.class)
                .addMixIn(Sample.Pauses.class, OfPauses.class);
    }

    interface OfEngine {
        @JsonUnwrapped
        EngineSnapshot.Queue queue();

        @JsonUnwrapped
        EngineSnapshot.Workers workers();
    }

    interface OfQueue {
        @JsonProperty("inFlightRecords")
        int records();

        @JsonProperty("queueCapacity")
        int capacity();

        @JsonProperty("queueHigh")
        int high();

        @JsonProperty("queueLow")
        int low();

        @JsonProperty("inFlightBytes")
        long bytes();

        @JsonProperty("queueBytesCapacity")
        long bytesCapacity();
    }

    interface OfWorkers {
        @JsonProperty("activeWorkers")
        int active();

        @JsonProperty("maxWorkers")
        int max();

        @JsonProperty("workersLimit")
        int limit();
    }

    interface OfCounters {
        @JsonUnwrapped
        EngineCounters.Records records();

        @JsonUnwrapped
        @JsonProperty("failureCounters") // to be told from the figure that has this name
        EngineCounters.Failures failures();

        @JsonUnwrapped
        EngineCounters.Partitions partitions();

        @JsonUnwrapped
        @JsonProperty("commitCounters") // as above
        EngineCounters.Commits commits();
    }

    interface OfFailures {
        @JsonProperty("failures")
        long attempts();
    }

    interface OfCommits {
        @JsonProperty("commits")
        long confirmed();

        @JsonProperty("commitFailures")
        long failed();
    }

    interface OfPartition {
        @JsonUnwrapped
        PartitionSnapshot.Offsets offsets();

        @JsonUnwrapped
        PartitionSnapshot.Window window();

        @JsonUnwrapped
        @JsonSerialize(using = OldestWriter.class)
        @JsonDeserialize(using = OldestReader.class)
        Optional<Oldest> oldest();
    }

    private static final String OLDEST_OFFSET = "oldestInFlightOffset";
    private static final String OLDEST_TIMESTAMP = "oldestInFlightTimestamp";
    private static final String OLDEST_AGE = "oldestInFlightAgeMs";
    private static final String OLDEST_HELD = "oldestInFlightHeldMs";

    /** The figures are there even if no record is. */
    static final class OldestWriter extends ValueSerializer<Optional<Oldest>> {
        @Override
        public void serialize(Optional<Oldest> oldest, JsonGenerator out, SerializationContext context) {
            if (oldest.isPresent()) {
                out.writeNumberProperty(OLDEST_OFFSET, oldest.get().offset());
                out.writeNumberProperty(OLDEST_TIMESTAMP, oldest.get().timestamp());
            } else {
                out.writeNullProperty(OLDEST_OFFSET);
                out.writeNullProperty(OLDEST_TIMESTAMP);
            }
            out.writeNumberProperty(OLDEST_AGE, oldest.map(Oldest::ageMs).orElse(0L));
            out.writeNumberProperty(OLDEST_HELD, oldest.map(Oldest::heldMs).orElse(0L));
        }

        @Override
        public ValueSerializer<Optional<Oldest>> unwrappingSerializer(NameTransformer names) {
            return this;
        }

        @Override
        public boolean isUnwrappingSerializer() {
            return true;
        }
    }

    /** What has no offset is no record. */
    static final class OldestReader extends ValueDeserializer<Optional<Oldest>> {
        @Override
        public Optional<Oldest> deserialize(JsonParser in, DeserializationContext context) {
            JsonNode figures = context.readTree(in);
            return figures.path(OLDEST_OFFSET).longValueOpt().stream()
                    .mapToObj(offset -> new Oldest(
                            offset,
                            figures.path(OLDEST_TIMESTAMP).asLong(-1),
                            figures.path(OLDEST_AGE).asLong(0),
                            figures.path(OLDEST_HELD).asLong(0)))
                    .findFirst();
        }

        /** Another one, since to Jackson the same one would mean that it can't unwrap. */
        @Override
        public ValueDeserializer<Optional<Oldest>> unwrappingDeserializer(
                DeserializationContext context, NameTransformer names) {
            return new OldestReader();
        }
    }

    interface OfSample {
        @JsonUnwrapped
        Sample.Rates rates();

        @JsonUnwrapped
        Sample.Lag lag();

        @JsonUnwrapped
        Sample.Pauses pauses();

        @JsonUnwrapped
        Sample.Latencies latencies();
    }

    interface OfRates {
        @JsonProperty("inPerSecond")
        double in();

        @JsonProperty("outPerSecond")
        double out();

        @JsonProperty("retriesPerSecond")
        double retries();

        @JsonProperty("givenUpPerSecond")
        double givenUp();
    }

    interface OfLag {
        @JsonProperty("lagRecords")
        long records();

        @JsonProperty("lagMs")
        long ms();

        @JsonProperty("lagAsOfMillis")
        long asOfMillis();
    }

    interface OfPauses {
        @JsonProperty("pausedPartitions")
        int partitions();

        @JsonProperty("pauseReason")
        PauseReason reason();

        @JsonProperty("pausedShare")
        Map<PauseReason, Double> share();
    }
}
