package dev.headgate.audit;

import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Brings all observations of a record together, in whatever order they come, and counts what follows from them. What a
 * record adds to the counts is a function of its state; each observation replaces what the old state added by what the new
 * one does. Used by one stream thread.
 */
final class Matcher implements Processor<MatchKey, Observation, String, String> {
    private static final Duration ALARMS_EVERY = Duration.ofSeconds(1);
    private static final long MICROS_PER_MS = 1_000;

    private final AuditOptions options;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() first
    private ProcessorContext<String, String> context;

    @SuppressWarnings("NullAway.Init")
    private Generations blocks;

    @SuppressWarnings("NullAway.Init")
    private Tallies tallies;

    @SuppressWarnings("NullAway.Init")
    private Alarms alarms;

    Matcher(AuditOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, String> with) {
        context = with;
        blocks = new Generations(
                with.getStateStore(Stores.BLOCKS), options.times().retention());
        tallies = new Tallies(
                with.getStateStore(Stores.TOTALS),
                with.getStateStore(Stores.BUCKETS),
                with.getStateStore(Stores.LATENCIES),
                options.times().bucket().toMillis());
        alarms = new Alarms(
                with.getStateStore(Stores.ALARMED),
                with.getStateStore(Stores.BUCKETS),
                options.times().bucket().plus(options.times().grace()).toMillis(),
                options.times().grace().toMillis());
        if (options.alarms().isPresent()) {
            with.schedule(
                    ALARMS_EVERY,
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> alarms.raise(now)
                            .forEach(alarm -> with.forward(new Record<>(alarm.run(), alarm.toJson(), now))));
        }
    }

    @Override
    public void process(Record<MatchKey, Observation> record) {
        if (record.value().identified()) {
            match(record.key(), record.value());
        } else {
            RunCounts one = new RunCounts()
                    .add(Count.UNIDENTIFIED, 1)
                    .add(record.value().role().count(), 1);
            add(record.key().run(), tallies.bucketOf(record.value().timeMs()), one);
        }
    }

    private void match(MatchKey key, Observation seen) {
        long now = context.currentSystemTimeMs();
        byte[] place = key.encode();
        Block block = Block.decode(blocks.find(place, now));
        RecordState before = block.get(seen.slot());
        RecordState after = before.after(seen);
        block.set(seen.slot(), after);
        blocks.put(place, block.encode(), now);

        long bucket = tallies.bucketOf(after.bucketTimeMs(seen));
        long bucketBefore = before.equals(RecordState.UNKNOWN) ? bucket : tallies.bucketOf(before.bucketTimeMs(seen));
        RunCounts difference = after.contribution().add(Count.POISON, isPoisonEnd(seen) ? 1 : 0);
        if (bucket == bucketBefore) {
            add(key.run(), bucket, difference.subtract(before.contribution()));
        } else {
            add(key.run(), bucketBefore, new RunCounts().subtract(before.contribution()));
            add(key.run(), bucket, difference);
        }
        latency(before, after, seen).ifPresent(micros -> tallies.addLatency(key.run(), bucket, micros));
    }

    private void add(String run, long bucket, RunCounts difference) {
        tallies.add(run, bucket, difference);
        if (options.alarms().isPresent()) {
            alarms.touched(run, bucket, context.currentSystemTimeMs());
        }
    }

    private static boolean isPoisonEnd(Observation seen) {
        return seen.poison() && seen.role() == Role.DEAD_LETTERED;
    }

    /** Of the first delivery only, and as soon as both its times are known. */
    private static OptionalLong latency(RecordState before, RecordState after, Observation seen) {
        if (before.isFirstDelivery(seen)) {
            if (seen.timeCarried()) {
                return OptionalLong.of(seen.latencyMicros());
            }
            return after.sentMs() == 0 ? OptionalLong.empty() : micros(after.sentMs(), seen.timeMs());
        }
        boolean sentIsNew = !seen.timeCarried() && before.sentMs() == 0 && after.sentMs() != 0;
        return sentIsNew && before.delivered() > 0 ? micros(seen.timeMs(), before.endedMs()) : OptionalLong.empty();
    }

    private static OptionalLong micros(long fromMs, long toMs) {
        return OptionalLong.of(Math.max(0, toMs - fromMs) * MICROS_PER_MS);
    }
}
