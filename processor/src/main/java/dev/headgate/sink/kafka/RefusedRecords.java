package dev.headgate.sink.kafka;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that a topic has refused within a transaction: the latest, so that memory is bounded. Thread-safe. */
final class RefusedRecords {
    private static final int MOST = 10_000;

    private record Place(String topic, int partition, long offset) {
        static Place of(RecordContext record) {
            return new Place(record.topic(), record.partition(), record.offset());
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
    private @Nullable Exception lastRefusal;

    /**
     * Notes the record, unless another one has failed with this very exception: the client gives that of a refused record to
     * all that it had not sent yet, and the first is meant.
     */
    void add(RecordContext record, Exception refusal, String reason) {
        synchronized (reasons) {
            if (refusal.equals(lastRefusal)) {
                return;
            }
            lastRefusal = refusal;
            reasons.put(Place.of(record), reason);
            none = false;
        }
    }

    /** @throws RejectedRecordException if the topic has refused it before */
    void requireUnknown(RecordContext record) throws RejectedRecordException {
        if (none) {
            return;
        }
        synchronized (reasons) {
            String reason = reasons.get(Place.of(record));
            if (reason != null) {
                throw new RejectedRecordException(reason);
            }
        }
    }
}
