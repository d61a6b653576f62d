package dev.headgate.sim;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the Kafka producer has room for another record, so that an open model never blocks on a full buffer. A
 * record takes at most one new batch from the buffer, and room only grows otherwise; so the producer's own figure is
 * asked for again only when as many records went out as there was room for batches. Owned by the sending thread.
 */
final class Room {

    private static final String AVAILABLE = "buffer-available-bytes";
    private static final String TOTAL = "buffer-total-bytes";
    /** As large as the command line sets batches; Kafka's own default is an eighth of it. */
    private static final double BATCH_BYTES = 131_072;
    /** Also where a buffer is so small that it never has room for more. */
    private static final double MOST_OF_BUFFER = 0.5;

    private final @Nullable Metric available;
    private final double batchBytes;
    private long credit;

    Room(Producer<byte[], byte[]> producer, double recordBytes) {
        Map<MetricName, ? extends Metric> metrics = producer.metrics();
        this.available = find(metrics, AVAILABLE);
        @Nullable Metric total = find(metrics, TOTAL);
        double all = total == null ? Double.MAX_VALUE : number(total);
        this.batchBytes = Math.min(Math.max(BATCH_BYTES, recordBytes), all * MOST_OF_BUFFER);
    }

    private static @Nullable Metric find(Map<MetricName, ? extends Metric> metrics, String name) {
        for (Map.Entry<MetricName, ? extends Metric> each : metrics.entrySet()) {
            if (each.getKey().name().equals(name)) {
                return each.getValue();
            }
        }
        return null;
    }

    private static double number(Metric metric) {
        return metric.metricValue() instanceof Double value ? value : Double.MAX_VALUE;
    }

    /** Whether there is room for one more, which is then taken to be used. */
    boolean take() {
        if (available == null) {
            return true;
        }
        if (credit == 0) {
            credit = (long) (number(available) / batchBytes);
        }
        if (credit == 0) {
            return false;
        }
        credit--;
        return true;
    }
}
