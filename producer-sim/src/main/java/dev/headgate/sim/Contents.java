package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headgate.sim.keys.KeyPicker;
import dev.headgate.sim.keys.PartitionSkew;
import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.Template;
import dev.headgate.sim.payload.ValueSource;
import dev.headgate.sim.payload.ValueSources;
import dev.headgate.sim.random.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes the contents of one producer's records, one sequence number after another. Each purpose draws from a generator
 * of its own at the position of the record, so that an option changes nothing but what it is about. Not thread-safe.
 */
final class Contents {

    private static final byte[] BAD = new byte[16];
    private static final Header POISON = mark(StampHeaders.POISON);

    static {
        Arrays.fill(BAD, (byte) 0xff);
    }

    private final Faults faults;
    private final boolean faulty;
    private final Optional<Distribution> cost;
    private final KeyPicker keyPicker;
    private final byte[][] keys;
    private final long[] keySequences;
    private final ValueSource values;
    private final Optional<PartitionSkew> partitions;
    private final SeededRandom fate;
    private final SeededRandom costs;
    private final List<String> headerNames;
    private final List<Template.Renderer> headerValues;
    private long sequence;

    Contents(SimOptions options, String producerId, int partitionCount) {
        long own = new SeededRandom(options.seed(), producerId).nextLong();
        this.faults = options.faults();
        this.faulty = faults.tombstones() > 0 || faults.poison() > 0 || faults.late() > 0;
        this.cost = options.cost();
        this.keyPicker =
                KeyPicker.of(options.keys().distribution(), options.keys().count(), new SeededRandom(own, "key"));
        this.keys = keys(options.keys().count());
        this.keySequences = new long[Math.max(1, options.keys().count())];
        this.values = ValueSources.of(options.values(), own);
        this.partitions = options.keys().partitionSkew() == 0 || partitionCount == 0
                ? Optional.empty()
                : Optional.of(new PartitionSkew(
                        partitionCount, options.keys().partitionSkew(), new SeededRandom(options.seed(), "partition")));
        this.fate = new SeededRandom(own, "fate");
        this.costs = new SeededRandom(own, "cost");
        this.headerNames = options.headers().stream().map(CustomHeader::name).toList();
        this.headerValues = options.headers().stream()
                .map(each -> each.value().renderer(new SeededRandom(own, "header " + each.name())))
                .toList();
    }

    static Header mark(String name) {
        return new StampHeader(name, StampHeaders.MARK.getBytes(US_ASCII));
    }

    private static byte[][] keys(int count) {
        byte[][] keys = new byte[count][];
        for (int i = 0; i < count; i++) {
            keys[i] = ("key-" + i).getBytes(US_ASCII);
        }
        return keys;
    }

    /** The next record's. */
    Content next() {
        long number = sequence++;
        int keyNumber = keyPicker.pick(number);
        byte @Nullable [] key = keyNumber == KeyPicker.NO_KEY ? null : keys[keyNumber];
        fate.at(number);
        boolean tombstone = faulty && fate.nextDouble() < faults.tombstones();
        boolean poison = faulty && fate.nextDouble() < faults.poison() && !tombstone;
        boolean late = faulty && fate.nextDouble() < faults.late();
        byte @Nullable [] value = tombstone ? null : poison ? BAD : values.value(number, keyNumber);
        Integer partition =
                partitions.map(each -> each.partition(keyNumber, number)).orElse(null);
        return new Content(
                key,
                value,
                partition,
                number,
                keySequences[Math.max(0, keyNumber)]++,
                RecordChecksum.of(key, value),
                late ? fate.nextLong(1, faults.lateBy().toMillis() + 1) : 0,
                poison,
                headers(number, keyNumber, poison));
    }

    private List<Header> headers(long number, int keyNumber, boolean poison) {
        if (cost.isEmpty() && !poison && headerNames.isEmpty()) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(2 + headerNames.size());
        if (cost.isPresent()) {
            long micros = Math.round(cost.get().sample(costs.at(number)));
            headers.add(new StampHeader(StampHeaders.COST, Long.toString(micros).getBytes(US_ASCII)));
        }
        if (poison) {
            headers.add(POISON);
        }
        for (int i = 0; i < headerNames.size(); i++) {
            headers.add(new StampHeader(headerNames.get(i), headerValues.get(i).render(number, keyNumber)));
        }
        return headers;
    }
}
