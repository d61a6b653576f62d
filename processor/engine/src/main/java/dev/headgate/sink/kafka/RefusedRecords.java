package dev.headgate.sink.kafka;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.dispatch.CommonResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results that a topic has refused within a transaction, by the records that they were made from: the latest, so that memory
 * is bounded. A result of one record and one that the record has in common with others are two different things: a topic that
 * refuses the second may well take the first. Thread-safe.
 */
final class RefusedRecords {
    /** More than what can be refused between two commits, or the same ones would be met again and again. */
    private static final int MOST = 50_000;

    /** @param common whether others have the result in common with it */
    private record Place(String topic, int partition, long offset, boolean common) {
        static Place of(RecordContext record, boolean common) {
            return new Place(record.topic(), record.partition(), record.offset(), common);
        }
    }

    @SuppressWarnings("serial") // nobody serialises it
    private final Map<Place, String> reasons = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
            return size() > MOST;
        }
    };

    private volatile boolean none = true;

    /** Notes that the topic has refused the result of this record, or of these. */
    void add(RecordContext source, String reason) {
        synchronized (reasons) {
            if (source instanceof CommonResult common) {
                common.records().forEach(each -> reasons.put(Place.of(each, true), reason));
            } else {
                reasons.put(Place.of(source, false), reason);
            }
            none = false;
        }
    }

    /**
     * Lets a result pass that has not been refused. One that several records have in common is stopped by any one of them that was
     * part of such a result before: each of them is to be handled alone then.
     *
     * @throws RejectedRecordException if the topic has refused it before
     */
    void requireUnknown(RecordContext source) throws RejectedRecordException {
        if (none) {
            return;
        }
        synchronized (reasons) {
            if (source instanceof CommonResult common) {
                for (RecordContext each : common.records()) {
                    refuse(reasons.get(Place.of(each, true)));
                }
            } else {
                refuse(reasons.get(Place.of(source, false)));
            }
        }
    }

    private static void refuse(@Nullable String reason) throws RejectedRecordException {
        if (reason != null) {
            throw new RejectedRecordException(reason);
        }
    }
}
