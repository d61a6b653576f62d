package dev.headgate.audit;

import java.util.List;
import java.util.Map;

/**
 * What one partition of the matching has counted; what instances tell each other, as JSON.
 *
 * @param partition the partition
 * @param totals for each run
 * @param buckets for each run and bucket
 */
record PartCounts(int partition, List<Entry> totals, List<Entry> buckets) {
    /**
     * @param bucketMs the start of the bucket; 0 for a total
     * @param counts numbers by the name of the {@link Count}
     * @param latencies numbers of deliveries by µs
     */
    record Entry(String run, long bucketMs, Map<Count, Long> counts, Map<Long, Long> latencies) {}
}
