package dev.headgate.simulation;

import dev.headgate.api.Guarantee;
import java.util.Set;

/** What a history may bring. A run in which one of these never happened has proved nothing about it. */
@SuppressWarnings("ImmutableEnumChecker") // the sets are made by Set.of
enum Happening {
    POLLED,
    GAP_CROSSED,
    EAGER_REBALANCE,
    COOPERATIVE_REBALANCE,
    PARTITIONS_LOST,
    REVOKED_WITH_RECORDS_IN_FLIGHT,
    OTHER_MEMBER_WORKED,
    FOREIGN_METADATA(Guarantee.AT_LEAST_ONCE),
    MAP_RESTORED,
    PASSED_OVER_BY_THE_MAP,
    COMMITTED_READ_FAILED,
    COMMITTED,
    COMMITTED_WITH_A_MAP,
    ASYNC_COMMIT_FAILED(Guarantee.AT_LEAST_ONCE),
    SYNC_COMMIT_FAILED(Guarantee.AT_LEAST_ONCE),
    COMMIT_APPLIED_BUT_REPORTED_FAILED(Guarantee.AT_LEAST_ONCE),
    COMMIT_FENCED,
    COMMIT_METADATA_TOO_LARGE(Guarantee.AT_LEAST_ONCE),
    COMMIT_ANSWERED_AFTER_REVOKE(Guarantee.AT_LEAST_ONCE),
    COMMIT_ANSWERED_AFTER_A_LATER_ONE(Guarantee.AT_LEAST_ONCE),
    POLL_FAILED,
    NO_COMMITTED_OFFSET,
    OUT_OF_RANGE,
    OUT_OF_RANGE_HALTED,
    OUT_OF_RANGE_WENT_ON,
    SOUGHT,
    SOUGHT_BACK,
    PAUSED_FOR_THE_QUEUE,
    PAUSED_FOR_BYTES,
    PAUSED_BY_THE_OPERATOR,
    PARTITION_PAUSED_BY_THE_OPERATOR,
    PAUSED_FOR_THE_SINK(Guarantee.AT_LEAST_ONCE),
    PAUSED_FOR_THE_WINDOW,
    PAUSED_FOR_THE_FAIR_SHARE,
    PAUSED_TO_DRAIN,
    REBALANCED_WHILE_PAUSED,
    HANDLER_SLOW,
    HANDLER_HUNG,
    HUNG_HANDLER_INTERRUPTED,
    HANDLER_FAILED,
    HANDLER_REJECTED,
    ASYNC_CALL,
    ASYNC_CALL_CANCELLED,
    BATCH_HANDLED,
    BATCH_FAILED,
    ACKED_ON_RETURN(Guarantee.AT_LEAST_ONCE),
    ACKED_LATER(Guarantee.AT_LEAST_ONCE),
    ACKED_TWICE(Guarantee.AT_LEAST_ONCE),
    ACKED_AFTER_THE_PARTITION_WAS_GONE,
    DELIVERY_FAILED,
    DELIVERY_TIMED_OUT(Guarantee.AT_LEAST_ONCE),
    SINK_UNAVAILABLE(Guarantee.AT_LEAST_ONCE),
    SINK_AWAY(Guarantee.AT_LEAST_ONCE),
    SINK_DIED_OF_A_RECORD(Guarantee.AT_LEAST_ONCE),
    POISON_GIVEN_UP(Guarantee.AT_LEAST_ONCE),
    SINK_REJECTED(Guarantee.AT_LEAST_ONCE),
    SINK_FATAL(Guarantee.AT_LEAST_ONCE),
    RETRIED,
    DEAD_LETTERED,
    DEAD_LETTER_FAILED(Guarantee.AT_LEAST_ONCE),
    SKIPPED,
    DROPPED,
    HALTED,
    SHUT_DOWN,
    CLOSED,
    CUT,
    KILLED,
    HEALED,
    TRANSACTION_ABORTED(Guarantee.EXACTLY_ONCE),
    TRANSACTION_TIMED_OUT(Guarantee.EXACTLY_ONCE),
    TRANSACTION_CALL_TIMED_OUT(Guarantee.EXACTLY_ONCE),
    END_APPLIED_BUT_NOT_ANSWERED(Guarantee.EXACTLY_ONCE),
    OFFSETS_TIMED_OUT(Guarantee.EXACTLY_ONCE),
    PENDING_OFFSETS_AWAITED(Guarantee.EXACTLY_ONCE),
    PREDECESSOR_ENDED(Guarantee.EXACTLY_ONCE),
    PRODUCER_FENCED(Guarantee.EXACTLY_ONCE),
    BROKER_SILENT(Guarantee.EXACTLY_ONCE),
    OUTPUT_REFUSED(Guarantee.EXACTLY_ONCE),
    RESULT_OF_A_BATCH_REFUSED(Guarantee.EXACTLY_ONCE),
    DEAD_LETTER_REFUSED(Guarantee.EXACTLY_ONCE),
    FAILED_WITH_ANOTHERS_REFUSAL(Guarantee.EXACTLY_ONCE),
    BEGUN_AGAIN(Guarantee.EXACTLY_ONCE),
    PUT_BACK(Guarantee.EXACTLY_ONCE);

    private final Set<Guarantee> guarantees;

    Happening(Guarantee... guarantees) {
        this.guarantees = guarantees.length == 0 ? Set.of(Guarantee.values()) : Set.of(guarantees);
    }

    /** Whether it can happen with this guarantee. */
    boolean isOf(Guarantee guarantee) {
        return guarantees.contains(guarantee);
    }
}
