package dev.headgate.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to raise an alarm about, once for each further number. What may still change for the better when the other
 * side is read (missing, unsent, duplicated) has to rest first: the bucket must be over for the grace period, and unchanged
 * for as long. What has been told is kept in a store, so that a restart tells nothing twice. Used by one stream thread.
 */
final class Alarms {
    private static final Set<Count> AT_ONCE = Set.of(Count.REORDERED, Count.CORRUPTED);
    private static final Set<Count> AT_REST = Set.of(Count.MISSING, Count.UNSENT, Count.DUPLICATED);

    private record Place(String run, long bucketMs) {}

    private final KeyValueStore<byte[], byte[]> alarmed;
    private final WindowStore<byte[], byte[]> buckets;
    private final long overAfterMs;
    private final long restMs;
    private final Map<Place, Long> changedMs = new HashMap<>();
    private boolean remembers;

    /**
     * @param overAfterMs how long after its start a bucket is over
     * @param restMs how long a bucket must not have changed
     */
    Alarms(KeyValueStore<byte[], byte[]> alarmed, WindowStore<byte[], byte[]> buckets, long overAfterMs, long restMs) {
        this.alarmed = alarmed;
        this.buckets = buckets;
        this.overAfterMs = overAfterMs;
        this.restMs = restMs;
    }

    /** After a start: looks again at all there is, since what was to be told at rest may have been forgotten. */
    private void rememberOpen(long nowMs) {
        try (KeyValueIterator<Windowed<byte[]>, byte[]> all = buckets.all()) {
            while (all.hasNext()) {
                KeyValue<Windowed<byte[]>, byte[]> each = all.next();
                changedMs.putIfAbsent(
                        new Place(Stores.run(each.key.key()), each.key.window().start()), nowMs);
            }
        }
    }

    void touched(String run, long bucketMs, long nowMs) {
        changedMs.put(new Place(run, bucketMs), nowMs);
    }

    /** What is new to tell. */
    List<Alarm> raise(long nowMs) {
        if (!remembers) {
            rememberOpen(nowMs);
            remembers = true;
        }
        List<Alarm> alarms = new ArrayList<>();
        Iterator<Map.Entry<Place, Long>> each = changedMs.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Place, Long> entry = each.next();
            Place place = entry.getKey();
            boolean rests = nowMs - entry.getValue() >= restMs && nowMs - place.bucketMs() >= overAfterMs;
            byte @Nullable [] tally = buckets.fetch(Stores.run(place.run()), place.bucketMs());
            if (tally != null) {
                tell(place, RunCounts.decode(tally), rests, nowMs, alarms);
            }
            if (rests) {
                each.remove();
            }
        }
        return alarms;
    }

    private void tell(Place place, RunCounts tally, boolean rests, long nowMs, List<Alarm> alarms) {
        byte[] key = Stores.bucket(place.run(), place.bucketMs());
        byte @Nullable [] stored = alarmed.get(key);
        RunCounts told = stored == null ? new RunCounts() : RunCounts.decode(stored);
        int before = alarms.size();
        for (Count kind : Count.values()) {
            long more = tally.get(kind) - told.get(kind);
            if (more > 0 && (AT_ONCE.contains(kind) || (rests && AT_REST.contains(kind)))) {
                told.add(kind, more);
                alarms.add(new Alarm(place.run(), kind.label(), place.bucketMs(), more, tally.get(kind), nowMs));
            }
        }
        if (alarms.size() > before) {
            alarmed.put(key, told.encode());
        }
    }
}
