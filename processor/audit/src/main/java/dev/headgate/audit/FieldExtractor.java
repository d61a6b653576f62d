package dev.headgate.audit;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads the identity of users' own records from fields they have. Id and sequence together make the record; the sequence is
 * also its place in the order of its key. Without a sequence the id alone has to be unique, and order is not judged.
 */
public final class FieldExtractor implements IdentityExtractor {
    /** The run of records that belong to none. */
    public static final String RUN = "records";

    private static final long MICROS_PER_MS = 1_000;

    private final FieldSelector id;
    private final Optional<FieldSelector> sequence;
    private final Optional<FieldSelector> run;
    private final Optional<FieldSelector> sentMs;

    /**
     * @param id what names the record, or what its sequence counts in
     * @param sequence a number that rises with each record of a key
     * @param run what to make a verdict of its own for
     * @param sentMs when the record was sent, in epoch ms; without it, timestamps tell
     */
    public FieldExtractor(
            FieldSelector id,
            Optional<FieldSelector> sequence,
            Optional<FieldSelector> run,
            Optional<FieldSelector> sentMs) {
        this.id = id;
        this.sequence = sequence;
        this.run = run;
        this.sentMs = sentMs;
    }

    @Override
    public Optional<Identity> extract(Record<byte[], byte[]> record) {
        Optional<String> name = id.text(record);
        Optional<String> ofRun = run.map(field -> field.text(record)).orElse(Optional.of(RUN));
        OptionalLong number = sequence.map(field -> field.number(record)).orElse(OptionalLong.empty());
        if (name.isEmpty() || ofRun.isEmpty() || (sequence.isPresent() && number.isEmpty())) {
            return Optional.empty();
        }
        OptionalLong sent = sentMs.map(field -> field.number(record)).orElse(OptionalLong.empty());
        return Optional.of(new Identity(
                ofRun.get(),
                name.get(),
                number.orElse(0),
                number,
                sent.isPresent() ? Optional.of(sent.getAsLong() * MICROS_PER_MS) : Optional.empty()));
    }
}
