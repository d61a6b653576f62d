package dev.headgate.audit;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The topology of the audit.
 *
 * <pre>
 * input ────────▶ observe ─────────┐
 * output ───────▶ observe, order ──┼─▶ repartition by run, producer, block of sequences ─▶ match ─▶ alarms
 * dead letters ─▶ observe ─────────┘
 * </pre>
 *
 * All observations of a record meet in one task. Those of one output partition come there in its order, since one task reads
 * it and one idempotent producer writes for it.
 */
final class AuditTopology {
    /** The repartition topic, without the application's id before and Streams' suffix behind. */
    static final String OBSERVATIONS = "observations";

    private AuditTopology() {}

    static Topology build(AuditOptions options) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.generations(Stores.ORDER, options))
                .addStateStore(Stores.generations(Stores.BLOCKS, options))
                .addStateStore(Stores.buckets(Stores.BUCKETS, options))
                .addStateStore(Stores.buckets(Stores.LATENCIES, options))
                .addStateStore(Stores.keyed(Stores.TOTALS, options))
                .addStateStore(Stores.keyed(Stores.ALARMED, options));
        KStream<MatchKey, Observation> observations = observe(
                        builder, Role.SENT, options.topics().inputs(), options)
                .merge(observe(builder, Role.DELIVERED, options.topics().outputs(), options, Stores.ORDER));
        if (!options.topics().deadLetters().isEmpty()) {
            observations = observations.merge(
                    observe(builder, Role.DEAD_LETTERED, options.topics().deadLetters(), options));
        }
        KStream<String, String> alarms = observations
                .repartition(Repartitioned.with(matchKeys(), observations())
                        .withName(OBSERVATIONS)
                        .withNumberOfPartitions(options.partitions()))
                .process(
                        () -> new Matcher(options),
                        Named.as("match"),
                        Stores.BLOCKS,
                        Stores.BUCKETS,
                        Stores.LATENCIES,
                        Stores.TOTALS,
                        Stores.ALARMED);
        options.alarms().ifPresent(topic -> alarms.to(topic, Produced.with(Serdes.String(), Serdes.String())));
        return builder.build();
    }

    private static KStream<MatchKey, Observation> observe(
            StreamsBuilder builder, Role role, List<String> topics, AuditOptions options, String... stores) {
        return builder.stream(
                        topics,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(AuditTopology::sensibleTime)
                                .withName("read-" + role.count().label()))
                .process(
                        () -> new Observer(role, options),
                        Named.as("observe-" + role.count().label()),
                        stores);
    }

    /** Streams ends at a negative timestamp; one in the future can only be a clock that is wrong. */
    private static long sensibleTime(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.clamp(record.timestamp(), 0, System.currentTimeMillis());
    }

    private static Serde<MatchKey> matchKeys() {
        return Serdes.serdeFrom((_, key) -> key.encode(), (_, bytes) -> MatchKey.decode(bytes));
    }

    private static Serde<Observation> observations() {
        return Serdes.serdeFrom((_, seen) -> seen.encode(), (_, bytes) -> Observation.decode(bytes));
    }
}
