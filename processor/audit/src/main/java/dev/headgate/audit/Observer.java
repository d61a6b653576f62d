package dev.headgate.audit;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads one side: makes an {@link Observation} of each record, under the key by which it meets the others of the same
 * record. Used by one stream thread.
 */
final class Observer implements Processor<byte[], byte[], MatchKey, Observation> {
    /** The run that records without an identity count in. */
    static final String NO_RUN = "";

    private static final long MICROS_PER_MS = 1_000;

    private final Role role;
    private final AuditOptions options;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() first
    private ProcessorContext<MatchKey, Observation> context;

    private Optional<OrderJudge> order = Optional.empty();

    Observer(Role role, AuditOptions options) {
        this.role = role;
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<MatchKey, Observation> with) {
        this.context = with;
        if (role == Role.DELIVERED) {
            Duration retention = options.times().retention();
            order = Optional.of(new OrderJudge(
                    new Generations(with.getStateStore(Stores.ORDER), retention),
                    options.topics().outputs()));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Optional<Identity> identity = options.extractor().extract(record);
        if (identity.isEmpty()) {
            context.forward(new Record<>(
                    new MatchKey(NO_RUN, role.name(), partition()), unidentified(record), record.timestamp()));
        } else if (options.run().isEmpty()
                || options.run().get().equals(identity.get().run())) {
            context.forward(
                    new Record<>(MatchKey.of(identity.get()), observation(record, identity.get()), record.timestamp()));
        }
    }

    private Observation observation(Record<byte[], byte[]> record, Identity identity) {
        Optional<Long> sent = identity.sentMicros();
        boolean ended = role != Role.SENT;
        return new Observation(
                role,
                MatchKey.slot(identity),
                sent.map(micros -> Math.clamp(micros / MICROS_PER_MS, 0, context.currentSystemTimeMs()))
                        .orElse(record.timestamp()),
                sent.isPresent(),
                role == Role.DELIVERED && sent.isPresent()
                        ? Math.max(0, arrivalMs(record) * MICROS_PER_MS - sent.get())
                        : Observation.UNKNOWN,
                true,
                ended && options.checksums() && SimulatorHeaders.isCorrupted(record),
                order.isPresent()
                        && order.get().isBehind(topic(), identity, record.key(), context.currentSystemTimeMs()),
                SimulatorHeaders.isPoison(record));
    }

    private long arrivalMs(Record<byte[], byte[]> record) {
        return options.arrival() == Arrival.READ ? context.currentSystemTimeMs() : record.timestamp();
    }

    private Observation unidentified(Record<byte[], byte[]> record) {
        return new Observation(
                role,
                0,
                record.timestamp(),
                true,
                Observation.UNKNOWN,
                false,
                false,
                false,
                SimulatorHeaders.isPoison(record));
    }

    private String topic() {
        return context.recordMetadata().map(RecordMetadata::topic).orElse("");
    }

    private int partition() {
        return context.recordMetadata().map(RecordMetadata::partition).orElse(0);
    }
}
