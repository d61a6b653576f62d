package dev.headgate.metrics;

import java.util.Optional;

/** Every meter of the engine: its name, what it says, and its base unit. Kafka's own client metrics come beside these. */
public enum MetricName {
    RECORDS_CONSUMED("headgate.records.consumed", "Records polled", "records"),
    BYTES_CONSUMED("headgate.consumed", "Bytes of keys, values and headers polled", "bytes"),
    RECORDS_ALREADY_DONE(
            "headgate.records.already.done",
            "Records polled that an earlier owner had done beyond its commit, so not processed again",
            "records"),
    RECORDS_ENDED("headgate.records.ended", "Records that ended, by outcome", "records"),
    RETRIES("headgate.retries", "Attempts after a record's first", ""),
    PAUSES("headgate.partition.pauses", "Times a partition was paused", ""),
    RESUMES("headgate.partition.resumes", "Times a partition was resumed", ""),
    COMMITS("headgate.commits", "Commits the broker confirmed", ""),
    COMMIT_FAILURES("headgate.commit.failures", "Commits that failed", ""),
    REBALANCES("headgate.rebalances", "Times partitions were assigned, revoked or lost", ""),
    CIRCUIT_OPENED("headgate.sink.circuit.opened", "Times the circuit to the sink opened", ""),

    STATE("headgate.state", "1 for the state the engine is in, by state", ""),
    PAUSED("headgate.paused", "1 while all partitions are paused, by reason", ""),
    IN_FLIGHT("headgate.in.flight", "Records polled and not ended", "records"),
    QUEUE_CAPACITY("headgate.queue.capacity", "The bound on the records in flight", "records"),
    IN_FLIGHT_BYTES("headgate.in.flight.size", "Bytes of the records in flight", "bytes"),
    QUEUE_BYTES("headgate.queue.size.capacity", "The bound on the bytes in flight", "bytes"),
    QUEUED("headgate.queue.waiting", "Records in flight that no worker has taken up yet", "records"),
    WORKERS_ACTIVE("headgate.workers.active", "Workers with a record in hand", ""),
    WORKERS_MAX("headgate.workers.max", "The bound on active workers", ""),
    ASSIGNED("headgate.partitions.assigned", "Partitions assigned", ""),

    PARTITION_PAUSED("headgate.partition.paused", "1 while the partition is paused, by reason", ""),
    PARTITION_IN_FLIGHT("headgate.partition.in.flight", "The partition's records in flight", "records"),
    PARTITION_ACKED_BEYOND(
            "headgate.partition.acked.beyond", "Records acknowledged above the first that is not", "records"),
    PARTITION_OLDEST_AGE("headgate.partition.oldest.age", "How long the oldest record has been in flight", "seconds"),
    PARTITION_COMMITTED("headgate.partition.committed.offset", "The offset from which the group would go on", ""),
    PARTITION_END("headgate.partition.end.offset", "The offset after the last record", ""),
    PARTITION_LAG("headgate.partition.lag", "Records not committed yet", "records"),
    PARTITION_LAG_TIME(
            "headgate.partition.lag.time",
            "The age of the oldest record not committed, by whether it is estimated",
            "seconds"),
    LAG_SAMPLE_AGE(
            "headgate.lag.sample.age", "How long ago the brokers last told the ends of the partitions", "seconds"),

    RECORD_WAIT("headgate.record.wait", "From a record's poll to its first start on a worker", "seconds"),
    RECORD_PROCESSING(
            "headgate.record.processing",
            "From a record's first start to its hand-over to the sink, backoffs included",
            "seconds"),
    RECORD_ACKNOWLEDGEMENT(
            "headgate.record.acknowledgement",
            "From a record's hand-over to the sink to its acknowledgement",
            "seconds"),
    BATCH_SIZE("headgate.batch.size", "Records that the handler got together, of a batch handler", "records");

    private final String meter;
    private final String description;
    private final String unit;

    MetricName(String meter, String description, String unit) {
        this.meter = meter;
        this.description = description;
        this.unit = unit;
    }

    /** The name as Micrometer knows it; a registry adapts it to its own style. */
    public String meter() {
        return meter;
    }

    public String description() {
        return description;
    }

    /** The base unit; empty for a plain number. */
    public Optional<String> unit() {
        return unit.isEmpty() ? Optional.empty() : Optional.of(unit);
    }
}
