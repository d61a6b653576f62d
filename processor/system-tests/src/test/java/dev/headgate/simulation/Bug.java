package dev.headgate.simulation;

import java.util.List;

/**
 * Mistakes that a consumer like this one has been seen to make, or is about to make in the next change. Each is planted by
 * edits of the bytecode, and found within that many histories.
 */
@SuppressWarnings("ImmutableEnumChecker") // the list is made by List.of
enum Bug {
    COMMIT_IS_ONE_TOO_FAR(20, Edit.instead("internal.consumer.CommitPoints", "part", "toCommit", "oneTooFar")),
    OWNERSHIP_IS_NOT_CHECKED_AT_THE_ACKNOWLEDGEMENT(
            200,
            Edit.instead("internal.consumer.InFlight", "acknowledge", "isGone", "no"),
            Edit.instead("internal.dispatch.Job", "end", "isGone", "no")),
    LATE_RESULT_IS_DELIVERED(500, Edit.instead("internal.worker.DeliveryStep", "deliver", "isGone", "noWith")),
    POISON_IS_NEVER_TO_BLAME(500, Edit.instead("internal.worker.Downstream", "failed", "isRecords", "neverToBlame")),
    OUTAGE_BURNS_ATTEMPTS(200, Edit.instead("internal.worker.Downstream", "failed", "isRecords", "alwaysToBlame")),
    OWNERSHIP_IS_NOT_CHECKED_AT_THE_START(200, Edit.instead("internal.dispatch.Job", "start", "isOwned", "yes")),
    RECORDS_GO_INTO_THE_ENTRY_OF_AN_EARLIER_OWNERSHIP(
            200, Edit.instead("internal.consumer.InFlight", "owned", "find", "firstEverFound")),
    CREDIT_LEAKS_ON_REVOKE(200, Edit.instead("internal.consumer.InFlight", "settle", "drain", "drainAllButTheGone")),
    PAUSE_IS_FORGOTTEN_AFTER_AN_ASSIGNMENT(
            200,
            Edit.instead(
                    "internal.consumer.AssignmentListener", "onPartitionsAssigned", "assignmentChanged", "nothing")),
    RESUMES_THOUGH_THE_QUEUE_IS_FULL(
            200, Edit.instead("internal.consumer.PartitionGate", "update", "decide", "resumeAtOnce")),
    WINDOW_AND_SHARE_ARE_NOT_HELD_TO(
            200, Edit.instead("internal.consumer.PartitionGate", "decideAlone", "decidePartition", "neverAlone")),
    LANE_IS_RELEASED_BEFORE_THE_ACKNOWLEDGEMENT(
            200, Edit.instead("internal.worker.DeliveryStep", "awaitAcknowledgement", "sinkKeepsOrder", "yes")),
    RECORD_DOES_NOT_WAIT_FOR_ITS_LANE(20, Edit.instead("internal.dispatch.Lane", "append", "linkNext", "neverBehind")),
    RETRY_IS_OVERTAKEN_BY_ITS_LANE(
            200, Edit.after("internal.worker.Recovery", "failed", "retryOrGiveUp", "nextThoughItWaits")),
    NEXT_OF_THE_LANE_IS_LOST(
            200, Edit.instead("internal.worker.DeliveryStep", "settleDelivered", "submitNext", "nothingWith")),
    JOB_IS_SETTLED_TWICE(200, Edit.instead("internal.consumer.InFlight", "settle", "drain", "drainSomeTwice")),
    DEAD_LETTER_COUNTS_BEFORE_IT_IS_ACKNOWLEDGED(
            200, Edit.instead("internal.worker.DeadLetterStep", "deliver", "listenTo", "doneBeforeItIs")),
    HUNG_HANDLER_IS_NOT_INTERRUPTED(
            200, Edit.instead("internal.worker.AttemptWatch", "interruptIfStartedBefore", "hold", "no")),
    DROPPED_COUNTS_AS_DONE(200, Edit.instead("internal.consumer.InFlight", "settle", "isDone", "yes")),
    COMMIT_COUNTS_WHEN_SENT(
            500, Edit.instead("internal.consumer.AtLeastOnceCommitter", "commitIfDue", "commitAsync", "cleanWhenSent")),
    HIGHEST_SEEN_IS_COMMITTED_ON_REVOKE(
            200,
            Edit.instead(
                    "internal.offset.PartitionOffsets", "present", "acknowledgedOrUnknown", "highestSeenOnceRevoked")),
    MAP_REACHES_TO_A_POSITION_READ_LATER(
            200, Edit.instead("internal.consumer.CommitPoints", "part", "toCommit", "mapUpToThePosition")),
    RESTORED_MAP_IS_OFF_BY_ONE(500, Edit.instead("internal.offset.RestoredMap", "contains", "from", "fromOneEarlier")),
    OUT_OF_RANGE_JUMPS_SILENTLY(
            500, Edit.instead("internal.consumer.PositionPolicy", "goOn", "onOutOfRange", "latest")),
    SHUTDOWN_COMMITS_BEYOND_THE_PREFIX(
            200, Edit.instead("internal.consumer.EngineLife", "letGo", "copyOf", "acknowledgeAll")),
    REFUSAL_IS_KNOWN_BY_ITS_EXCEPTION(
            true,
            200,
            Edit.instead("sink.kafka.TransactionalHandover", "broken", "isOfTheRecord", "remembersTheFailure"),
            Edit.instead("sink.kafka.TransactionalHandover", "broken", "isFirstRefusal", "isAnotherThanLastTime")),
    RESULT_OF_A_BATCH_IS_HELD_AGAINST_ITS_FIRST_RECORD(
            true, 500, Edit.instead("internal.worker.BatchDeliveryStep", "contextOf", "batchOf", "noneOf")),
    SEEK_IS_UNDONE_BY_AN_ABORT(
            true, 200, Edit.instead("internal.consumer.ExactlyOnceStart", "begin", "remove", "nullOf")),
    GATE_IS_NOT_CLOSED_FOR_A_COMMIT(
            true, 200, Edit.instead("internal.consumer.TransactionContents", "close", "close", "nothing")),
    GATE_IS_NOT_WAITED_FOR(
            true, 500, Edit.instead("sink.kafka.KafkaTransactions", "flush", "awaitEmptyGate", "nothing")),
    WHAT_HAS_ENDED_IS_NOT_SETTLED_BEFORE_A_COMMIT(
            true,
            200,
            Edit.instead("internal.consumer.TransactionContents", "settle", "settle", "zero"),
            Edit.instead("internal.consumer.TransactionContents", "isSettled", "isDrainedTo", "yesFor")),
    ABORT_FORGETS_TO_GO_BACK(
            true, 200, Edit.instead("internal.consumer.DeliveryGuarantee", "restartAll", "restartAll", "yesWith")),
    RESTART_FORGETS_THE_MAP(
            true, 500, Edit.instead("internal.consumer.ExactlyOnceStart", "begin", "restore", "nothingWith")),
    PRODUCER_BEYOND_USE_GOES_ON(
            true, 500, Edit.instead("sink.kafka.KafkaTransactions", "abort", "replaceProducer", "nothing")),
    OUTPUTS_OF_LOST_PARTITIONS_ARE_COMMITTED(
            true, 500, Edit.instead("internal.consumer.AssignmentListener", "giveUp", "lost", "nothing")),
    OUTPUTS_OF_REVOKED_PARTITIONS_ARE_COMMITTED_LATER(
            true,
            1_000,
            Edit.instead("internal.consumer.TransactionalCommitter", "commitNow", "giveUpIfFlushing", "nothing")),
    WHO_HAS_LOST_ITS_PARTITION_DELIVERS(
            true, 1_000, Edit.instead("internal.worker.DeliveryStep", "deliver", "isGone", "noFor")),
    RECORDS_ARE_TAKEN_IN_BEFORE_THE_MAP_IS_KNOWN(
            true, 1_000, Edit.instead("internal.consumer.ExactlyOnceStart", "admits", "contains", "noFor")),
    UNDECODABLE_OF_A_BATCH_STAYS_IN_FLIGHT(
            200, outside("internal.worker.BatchCaller", "setAside", "settleFailed", "staysInFlight")),
    UNDECODABLE_BY_AN_ERROR_IS_AN_ATTEMPT(
            200,
            Edit.after("internal.worker.Downstream", "failed", "read", "errorOfADecoder")
                    .of(PlantedStrangers.class)),
    ATTEMPTS_SHARE_THE_HEADERS(
            200,
            outside("internal.worker.RecordWorker", "handle", "forAttempt", "theOneThatAllHad"),
            outside("internal.worker.BulkWorker", "decode", "forAttempt", "theOneThatAllHad")),
    DEAD_LETTER_HAS_THE_HEADERS_OF_THE_ATTEMPT(
            200, outside("internal.worker.DeadLetterStep", "letterOf", "asDelivered", "theOneThatAllHad")),
    CONTEXT_HAS_THE_HEADERS_OF_THE_ATTEMPT(
            200, outside("internal.dispatch.PolledRecord", "headers", "headers", "asTheyAreNow")),
    WHAT_NOBODY_SURVIVES_IS_ONE_RECORDS(200, outside("internal.worker.Recovery", "failed", "concernsAll", "no")),
    CALLS_OF_ONE_DESERIALIZER_OVERLAP(200, outside("internal.worker.RecordDecoder", "decode", "calls", "noneIsNeeded")),
    PUT_OFF_RECORDS_OUTLAST_THEIR_PARTITION(
            500, Edit.instead("internal.worker.Pipeline", "ownershipEnded", "endWaits", "nothing")),
    TOKEN_IS_LOST_WITH_THE_THREAD(500, Edit.instead("internal.worker.WorkerPool", "wake", "giveTokenBack", "nothing")),
    INTERRUPT_OF_THE_HANDLER_REACHES_THE_SINK(
            500, outside("internal.worker.DeliveryStep", "deliver", "beginDelivery", "oneAttemptForBoth"));

    private final boolean ofTransactions;
    private final int within;
    private final List<Edit> edits;

    Bug(int within, Edit... edits) {
        this(false, within, edits);
    }

    Bug(boolean ofTransactions, int within, Edit... edits) {
        this.ofTransactions = ofTransactions;
        this.within = within;
        this.edits = List.of(edits);
    }

    /** Whether it is looked for in histories with transactions. */
    boolean isOfTransactions() {
        return ofTransactions;
    }

    private static Edit outside(String type, String method, String target, String replacement) {
        return Edit.instead(type, method, target, replacement).of(PlantedStrangers.class);
    }

    /** How many histories it takes at most to find it, from seed 1 on. */
    int within() {
        return within;
    }

    List<Edit> edits() {
        return edits;
    }
}
