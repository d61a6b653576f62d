package dev.headgate.internal.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every meter of the engine: its name, its kind, its labels, its base unit and what it says. Kafka's own client metrics come
 * beside these. The table in {@code docs/OPERATIONS.md} is made of this.
 */
public enum MetricName {
    RECORDS_CONSUMED("headgate.records.consumed", Kind.COUNTER, "", "Records polled"),
    BYTES_CONSUMED("headgate.consumed", Kind.COUNTER, "bytes", "Bytes of keys, values and headers polled"),
    RECORDS_ALREADY_DONE(
            "headgate.records.already.done",
            Kind.COUNTER,
            "",
            "Records polled that an earlier owner had done beyond its commit, so not processed again"),
    RECORDS_ENDED(
            "headgate.records.ended",
            Kind.COUNTER,
            "",
            "Records completed: acked, dead-lettered, skipped, or dropped (handled again by the next owner, after a"
                    + " revoke or a deadline)",
            "outcome"),
    RETRIES(
            "headgate.retries",
            Kind.COUNTER,
            "",
            "Times something was tried again: failed, timeout, batch, dead-letter, or put off as"
                    + " downstream-unavailable",
            "reason"),
    GIVEN_UP(
            "headgate.records.given.up",
            Kind.COUNTER,
            "",
            "Records not tried again, so skipped or dead-lettered: attempts exhausted (failed, timeout), rejected,"
                    + " undecodable",
            "reason"),
    CIRCUIT_OPENED(
            "headgate.circuit.opened",
            Kind.COUNTER,
            "",
            "Times a circuit opened: that of the sink, or of what a handler calls"),

    QUEUED("headgate.queue.waiting", Kind.GAUGE, "records", "Records in flight that no worker has taken up yet"),
    IN_FLIGHT("headgate.in.flight", Kind.GAUGE, "records", "Records polled and not ended"),
    QUEUE_CAPACITY("headgate.queue.capacity", Kind.GAUGE, "records", "The bound on the records in flight"),
    IN_FLIGHT_BYTES("headgate.in.flight.size", Kind.GAUGE, "bytes", "Bytes of the records in flight"),
    QUEUE_BYTES("headgate.queue.size.capacity", Kind.GAUGE, "bytes", "The bound on the bytes in flight"),
    WORKERS_ACTIVE(
            "headgate.workers.active",
            Kind.GAUGE,
            "",
            "Workers with a record in hand; of an asynchronous handler, its open calls"),
    WORKERS_MAX("headgate.workers.max", Kind.GAUGE, "", "The bound on active workers"),
    WORKERS_LIMIT(
            "headgate.workers.limit",
            Kind.GAUGE,
            "",
            "How many active workers there may be just now: the bound, or less by an operator's word or the latency"),
    HANDLER_RATE(
            "headgate.handler.rate.limit",
            Kind.GAUGE,
            "",
            "How many records the handler starts per second at most; 0 for no limit"),

    RECORD_WAIT("headgate.record.wait", Kind.TIMES, "seconds", "From a record's poll to its first start on a worker"),
    RECORD_PROCESSING(
            "headgate.record.processing",
            Kind.TIMES,
            "seconds",
            "From a record's first start to its hand-over to the sink, backoffs included"),
    RECORD_ACKNOWLEDGEMENT(
            "headgate.record.acknowledgement",
            Kind.TIMES,
            "seconds",
            "From a record's hand-over to the sink to its acknowledgement"),
    RECORD_END_TO_END(
            "headgate.record.end.to.end",
            Kind.TIMES,
            "seconds",
            "From a record's timestamp to its acknowledgement; 0 where the producer's clock is ahead"),
    BATCH_SIZE(
            "headgate.batch.size",
            Kind.SIZES,
            "records",
            "Records that the handler got together; of a batch handler only"),

    REDRIVES(
            "headgate.redrives",
            Kind.COUNTER,
            "",
            "Dead letters that a re-drive of this processor looked at: redriven, or left as filtered, exhausted,"
                    + " no-dead-letter, internal-topic, no-topic or refused",
            "outcome"),
    REDRIVE_RUNNING("headgate.redrive.running", Kind.GAUGE, "", "1 while this processor puts dead letters back"),

    STATE("headgate.state", Kind.GAUGE, "", "1 for the state the engine is in", "state"),
    PAUSED("headgate.paused", Kind.GAUGE, "", "1 while all partitions are paused for this reason", "reason"),
    ASSIGNED("headgate.partitions.assigned", Kind.GAUGE, "", "Partitions assigned"),
    PARTITIONS_PAUSED("headgate.partitions.paused", Kind.GAUGE, "", "Partitions paused for this reason", "reason"),
    PAUSES("headgate.partition.pauses", Kind.COUNTER, "", "Times a partition was paused"),
    RESUMES("headgate.partition.resumes", Kind.COUNTER, "", "Times a partition was resumed"),
    REBALANCES("headgate.rebalances", Kind.COUNTER, "", "Times partitions were assigned, revoked or lost", "kind"),
    REVOKED_IN_FLIGHT(
            "headgate.revoked.in.flight",
            Kind.COUNTER,
            "records",
            "Records that were in flight when their partition was revoked or lost"),
    RELEASE(
            "headgate.release",
            Kind.TIMES,
            "seconds",
            "Drain time: how long a revoke or the end waited for what was in flight"),
    POLL_SILENCE("headgate.poll.silence", Kind.GAUGE, "seconds", "How long the poll thread has shown no sign of life"),
    POLL_INTERVAL_MAX(
            "headgate.poll.interval.max",
            Kind.GAUGE,
            "seconds",
            "max.poll.interval.ms: after that long without a poll the group goes on without this member"),

    COMMITS(
            "headgate.commit",
            Kind.TIMES,
            "seconds",
            "How long commits took, by whether the broker confirmed them; the count is the number of commits",
            "outcome"),

    TRANSACTIONS(
            "headgate.transaction",
            Kind.TIMES,
            "seconds",
            "From a transaction's begin to its end, by whether it was committed or aborted; of exactly-once only",
            "outcome"),

    PARTITION_LAG("headgate.partition.lag", Kind.GAUGE, "records", "Records not committed yet", "topic", "partition"),
    PARTITION_LAG_TIME(
            "headgate.partition.lag.time",
            Kind.GAUGE,
            "seconds",
            "The age of the oldest record not committed",
            "topic",
            "partition"),
    PARTITION_LAG_ESTIMATED(
            "headgate.partition.lag.estimated",
            Kind.GAUGE,
            "",
            "1 if that age was read off how the log grew, 0 if off the record itself",
            "topic",
            "partition"),
    LAG_SAMPLE_AGE(
            "headgate.lag.sample.age",
            Kind.GAUGE,
            "seconds",
            "How long ago the brokers last told the ends of the partitions"),
    PARTITION_END(
            "headgate.partition.end.offset", Kind.GAUGE, "", "The offset after the last record", "topic", "partition"),
    PARTITION_COMMITTED(
            "headgate.partition.committed.offset",
            Kind.GAUGE,
            "",
            "The offset from which the group would go on",
            "topic",
            "partition"),
    PARTITION_COMMIT_GAP(
            "headgate.partition.commit.gap",
            Kind.GAUGE,
            "",
            "Offsets acknowledged without a hole and not committed yet",
            "topic",
            "partition"),
    PARTITION_IN_FLIGHT(
            "headgate.partition.in.flight",
            Kind.GAUGE,
            "records",
            "The partition's records in flight",
            "topic",
            "partition"),
    PARTITION_ACKED_BEYOND(
            "headgate.partition.acked.beyond",
            Kind.GAUGE,
            "records",
            "The hole's far side: records acknowledged above the first that is not",
            "topic",
            "partition"),
    PARTITION_OLDEST_AGE(
            "headgate.partition.oldest.age",
            Kind.GAUGE,
            "seconds",
            "How long the oldest record has been in flight",
            "topic",
            "partition"),
    PARTITION_OLDEST_HELD(
            "headgate.partition.oldest.held",
            Kind.GAUGE,
            "seconds",
            "How long ago a worker first took the oldest record in flight up; 0 while it waits for one",
            "topic",
            "partition"),
    PARTITION_PAUSED(
            "headgate.partition.paused",
            Kind.GAUGE,
            "",
            "1 while the partition is paused, with why; 0 with none",
            "topic",
            "partition",
            "reason"),
    PARTITION_PAUSED_TIME(
            "headgate.partition.paused.time",
            Kind.COUNTER,
            "seconds",
            "How long the partition has been paused by this owner",
            "topic",
            "partition",
            "reason"),

    BUILD_INFO(
            "headgate.build.info",
            Kind.GAUGE,
            "",
            "1, with the versions of what runs here",
            "version",
            "kafka",
            "java");

    /** What may be done with a meter's values. */
    public enum Kind {
        /** Only grows, until the process ends or the partition moves away. */
        COUNTER,
        GAUGE,
        /** A histogram of durations. */
        TIMES,
        /** A histogram of other amounts. */
        SIZES
    }

    private final String meter;
    private final Kind kind;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    MetricName(String meter, Kind kind, String unit, String description, String... labels) {
        this.meter = meter;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
        this.labels = Arrays.stream(labels).toList();
    }

    /** The name as Micrometer knows it; a registry adapts it to its own style. */
    public String meter() {
        return meter;
    }

    public Kind kind() {
        return kind;
    }

    public String description() {
        return description;
    }

    /** The base unit; empty for a plain number. */
    public Optional<String> unit() {
        return unit.isEmpty() ? Optional.empty() : Optional.of(unit);
    }

    /** The names of its labels, which all its series have, beside those of the engine ({@link MeterScope}). */
    public List<String> labels() {
        return labels;
    }
}
