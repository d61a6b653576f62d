package dev.headgate.regressions;

import dev.headgate.FailedEngineTest;
import dev.headgate.SeveralEnginesTest;
import dev.headgate.examples.FirstExampleTest;
import dev.headgate.internal.consumer.LegalWaitsTest;
import dev.headgate.internal.consumer.MovedPositionTest;
import dev.headgate.internal.consumer.PollLoopTest;
import dev.headgate.internal.metrics.MeterScopeTest;
import dev.headgate.internal.metrics.TimeHistogramTest;
import dev.headgate.internal.worker.AsDeliveredTest;
import dev.headgate.internal.worker.AttemptTimeoutTest;
import dev.headgate.internal.worker.DecodersTest;
import dev.headgate.internal.worker.DownstreamUnavailableTest;
import dev.headgate.internal.worker.FailureTest;
import dev.headgate.internal.worker.NoThreadTest;
import dev.headgate.internal.worker.UserCodeTest;
import dev.headgate.redrive.RedriveNotesTest;
import dev.headgate.simulation.Edit;
import java.util.List;

/**
 * For each named regression a bug like the one that it is named after, planted by edits of the engine's bytecode. With it
 * that very test fails.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are made by List.of
enum RegressionBug {
    COMMIT_COUNTS_WHEN_SENT(
            CommitRegressionsTest.class,
            "a_commit_that_was_sent_and_failed_is_not_taken_for_done",
            Edit.instead("internal.consumer.AtLeastOnceCommitter", "commitIfDue", "commitAsync", "cleanWhenSent")),
    COMMIT_THAT_FAILS_IS_THROWN(
            CommitRegressionsTest.class,
            "a_commit_that_times_out_does_not_end_the_instance",
            own("internal.consumer.AtLeastOnceCommitter", "answered", "makeSmallerIfTooLarge", "endsTheInstance")),
    REVOKE_WAITS_FOR_WHAT_IT_HOLDS(
            CommitRegressionsTest.class,
            "a_revoke_and_a_commit_under_way_do_not_wait_for_each_other",
            own("internal.consumer.AssignmentListener", "release", "commitNow", "waitsForWhatItHolds")),
    POSITION_IS_THE_LAST_RECORD(
            CommitRegressionsTest.class,
            "the_lag_is_not_stuck_at_1_behind_transactions",
            own("internal.consumer.InFlight", "admit", "nextOffsets", "noNextOffsets")),
    LATE_CONFIRMATION_COUNTS_FOR_THE_NEXT_OWNERSHIP(
            PollLoopTest.class,
            "a_confirmation_of_what_was_committed_before_a_seek_back_is_not_taken_for_one_of_what_came_after",
            own("internal.consumer.CommitPoints", "confirm", "filter", "anyOfThem")),
    QUEUE_IS_NEVER_FULL_OF_RETRIES(
            MemoryRegressionsTest.class,
            "a_retry_queue_does_not_grow_without_bound",
            own("internal.consumer.PartitionGate", "update", "decide", "neverFull")),
    QUEUE_IS_NEVER_FULL_OF_ACKNOWLEDGEMENTS(
            MemoryRegressionsTest.class,
            "a_mailbox_of_acknowledgements_does_not_grow_without_bound",
            own("internal.consumer.PartitionGate", "update", "decide", "neverFull")),
    RECORDS_WEIGH_NOTHING(
            MemoryRegressionsTest.class,
            "large_records_do_not_fill_the_memory",
            own("internal.consumer.InFlight", "admit", "bytesOf", "weightless")),
    MAP_AND_OFFSET_ARE_OF_DIFFERENT_MOMENTS(
            OffsetRegressionsTest.class,
            "no_commit_holds_an_offset_and_a_map_of_different_moments",
            Edit.instead("internal.consumer.CommitPoints", "part", "toCommit", "mapUpToThePosition")),
    TOP_OF_THE_MAP_IS_READ_LATE(
            OffsetRegressionsTest.class,
            "no_map_completes_records_that_were_polled_after_its_moment",
            own("internal.offset.PartitionOffsets", "map", "add", "oneMore")),
    HIGHEST_SEEN_IS_COMMITTED_ON_CLOSE(
            OffsetRegressionsTest.class,
            "the_highest_offset_seen_is_not_committed_on_close",
            Edit.instead(
                    "internal.offset.PartitionOffsets", "present", "acknowledgedOrUnknown", "highestSeenOnceRevoked")),
    HIGHEST_SEEN_IS_COMMITTED_ON_REVOKE(
            OffsetRegressionsTest.class,
            "the_highest_offset_seen_is_not_committed_on_revoke",
            Edit.instead(
                    "internal.offset.PartitionOffsets", "present", "acknowledgedOrUnknown", "highestSeenOnceRevoked")),
    CHECKSUM_IS_NOT_LOOKED_AT(
            OffsetRegressionsTest.class,
            "foreign_or_corrupt_metadata_neither_ends_the_engine_nor_skips_a_record",
            own("internal.offset.OffsetMapCodec", "decode", "checksum", "whateverIsWritten")),
    MAP_STAYS_TOO_LARGE(
            OffsetRegressionsTest.class,
            "a_map_that_is_too_large_neither_stalls_consumption_nor_repeats_everything",
            own("internal.consumer.AtLeastOnceCommitter", "answered", "makeSmallerIfTooLarge", "nothing3")),
    NULL_KEYS_SHARE_A_LANE(
            OrderRegressionsTest.class,
            "records_without_a_key_do_not_wait_for_one_another_and_leave_the_order_of_keys_alone",
            own("internal.dispatch.Lanes", "laneOf", "key", "keyOrNone")),
    REFUSED_CONNECTION_IS_HELD_AGAINST_THE_RECORD(
            FirstExampleTest.class,
            "loses_no_record_to_a_downstream_that_is_away_goes_away_and_comes_back",
            own("internal.worker.FailureReader", "meaning", "test", "no2")),
    PAUSE_IS_FORGOTTEN_AFTER_AN_ASSIGNMENT(
            PauseRegressionsTest.class,
            "a_pause_is_not_lost_with_an_assignment",
            Edit.instead(
                    "internal.consumer.AssignmentListener", "onPartitionsAssigned", "assignmentChanged", "nothing"),
            Edit.instead("internal.consumer.AssignmentListener", "forget", "assignmentChanged", "nothing")),
    PAUSE_THAT_WAS_TAKEN_BACK_STAYS(
            PauseRegressionsTest.class,
            "a_pause_that_was_taken_back_does_not_come_back_with_an_assignment",
            own("internal.consumer.Control", "pause", "remove", "no2")),
    RESUME_IS_LOST(
            PauseRegressionsTest.class,
            "a_pause_does_not_stick_when_its_resume_raced",
            Edit.instead("internal.consumer.PartitionGate", "apply", "resume", "nothingWith")),
    PAUSE_FORGETS_WHAT_WAS_FETCHED(
            PauseRegressionsTest.class,
            "records_fetched_before_a_pause_are_neither_delivered_during_it_nor_lost",
            own("internal.consumer.PartitionGate", "apply", "pause", "pausesAndForgetsWhatWasFetched")),
    NOTHING_IS_EVER_GIVEN_UP(
            PauseRegressionsTest.class,
            "records_that_always_fail_do_not_stop_the_fetching",
            own("internal.worker.Recovery", "retryOrGiveUp", "maxAttempts", "unlimited")),
    POLLING_STOPS_WHILE_ALL_IS_PAUSED(
            PauseRegressionsTest.class,
            "a_full_queue_does_not_cost_the_membership",
            own("internal.consumer.PollLoop", "runOnce", "awaitCredits", "neverPolls")),
    POLLING_STOPS_WHILE_DRAINING(
            RebalanceRegressionsTest.class,
            "polling_does_not_stop_while_a_member_drains",
            own("internal.consumer.PollLoop", "runOnce", "awaitCredits", "neverPolls")),
    RECORDS_GO_INTO_THE_ENTRY_OF_AN_EARLIER_OWNERSHIP(
            RebalanceRegressionsTest.class,
            "a_fresh_record_is_not_dropped_onto_an_entry_of_an_old_epoch",
            Edit.instead("internal.consumer.InFlight", "owned", "find", "firstEverFound")),
    OWNERSHIP_IS_NOT_CHECKED_AT_THE_ACKNOWLEDGEMENT(
            RebalanceRegressionsTest.class,
            "a_zombie_commits_nothing_after_the_revoke",
            Edit.instead("internal.dispatch.Job", "end", "isGone", "no"),
            Edit.instead("internal.consumer.InFlight", "acknowledge", "isGone", "no")),
    RECORD_IS_QUEUED_TWICE_AND_STARTS_TWICE(
            RebalanceRegressionsTest.class,
            "a_record_is_not_handed_to_two_workers",
            own("internal.consumer.InFlight", "submitTogether", "submit", "submitsTwice"),
            own("internal.dispatch.Job", "start", "compareAndSet", "startsInAnyState")),
    ADDED_PARTITION_BEGINS_AT_ITS_END(
            RebalanceRegressionsTest.class,
            "the_first_records_of_an_added_partition_are_not_skipped_with_latest",
            own("internal.consumer.PositionPolicy", "begin", "isAdded", "no2")),
    PLACE_OF_LATEST_IS_NOT_COMMITTED(
            RebalanceRegressionsTest.class,
            "the_place_where_latest_was_is_not_forgotten_when_nothing_came",
            Edit.instead("internal.consumer.PositionPolicy", "beginAtEnd", "ifPresent", "nothingWith")),
    CLOCK_IS_SET_BACK(
            TimeRegressionsTest.class,
            "timestamps_from_a_clock_that_jumped_break_neither_retries_nor_commits",
            own("internal.consumer.PollLoop", "runOnce", "getAsLong", "setBack")),
    ID_OF_A_TOPIC_IS_NOT_COMPARED(
            TopicRegressionsTest.class,
            "a_position_in_a_deleted_topic_is_not_taken_for_one_in_its_successor",
            own("internal.metrics.TopicWatch", "note", "equals", "yes2")),
    SERIES_OF_ENGINES_ARE_THE_SAME(
            MeterScopeTest.class,
            "every_series_of_every_metric_is_there_for_each_engine_and_goes_with_its_own",
            own("internal.metrics.MeterScope", "with", "and", "withoutTheEngine")),
    CLIENTS_OF_ENGINES_SHARE_AN_ID(
            SeveralEnginesTest.class,
            "two_members_of_one_group_have_clients_and_series_of_their_own",
            own("internal.ClientIds", "isTaken", "isRegistered", "no2")),
    SUM_OF_DURATIONS_IS_A_LONG(
            TimeHistogramTest.class,
            "the_sum_grows_with_every_duration_however_old_the_records_are",
            own("internal.metrics.TimeHistogram", "record", "doubleToRawLongBits", "asALong")),
    NOTES_OF_RE_DRIVES_ARE_NOT_READ(
            RedriveNotesTest.class,
            "a_run_that_was_stopped_has_noted_what_it_did",
            own("redrive.NotedPositions", "note", "read", "noNote")),
    LETTERS_GO_WHEREVER_THEY_SAY(
            RedriveNotesTest.class,
            "a_dead_letter_that_names_the_committed_offsets_is_left_and_told",
            own("redrive.Redrive", "plan", "isInternal", "no2")),
    ERROR_OF_A_DESERIALIZER_IS_AN_ATTEMPT(
            UserCodeTest.class,
            "an_error_of_a_deserializer_is_the_one_records_own_also_in_a_batch",
            own("internal.worker.BatchDecoder", "decode", "read", "whatCausedIt")),
    STAGE_THAT_CANNOT_BE_LISTENED_TO_KEEPS_ITS_RECORD(
            UserCodeTest.class,
            "a_stage_that_cannot_be_listened_to_does_not_keep_its_record",
            own("internal.worker.Delivery", "listenTo", "accept", "nothing3")),
    NO_FAILURE_IS_EVERYBODYS(
            UserCodeTest.class,
            "a_class_that_cannot_be_loaded_halts_and_does_not_empty_the_topic_under_skip",
            own("internal.worker.Recovery", "failed", "concernsAll", "no1")),
    CALLBACK_FAILS_UNHEARD(
            UserCodeTest.class,
            "a_failure_of_the_engines_own_in_a_callback_ends_the_engine_instead_of_leaving_the_record",
            own("internal.worker.DeliveryStep", "delivered", "broke", "nothing2")),
    ATTEMPTS_SHARE_THE_HEADERS(
            AsDeliveredTest.class,
            "each_attempt_finds_the_headers_that_kafka_delivered",
            own("internal.worker.RecordWorker", "handle", "forAttempt", "theOneThatAllHad")),
    DEAD_LETTER_HAS_THE_HEADERS_OF_THE_ATTEMPT(
            AsDeliveredTest.class,
            "each_attempt_finds_the_headers_that_kafka_delivered",
            own("internal.worker.DeadLetterStep", "letterOf", "asDelivered", "theOneThatAllHad")),
    CALLS_OF_ONE_DESERIALIZER_OVERLAP(
            DecodersTest.class,
            "an_instance_that_may_hold_a_state_is_called_by_one_worker_at_a_time_and_closed_at_the_end",
            own("internal.worker.RecordDecoder", "decode", "calls", "noneIsNeeded")),
    REGISTRY_THAT_IS_AWAY_MAKES_POISON(
            DecodersTest.class,
            "a_registry_that_is_away_does_not_make_poison_of_records",
            own("internal.worker.FailureReader", "meaning", "unlessAway", "second")),
    TOKEN_IS_LOST_WITH_THE_THREAD(
            NoThreadTest.class,
            "a_worker_that_could_not_be_woken_is_woken_by_the_next_record",
            own("internal.worker.WorkerPool", "wake", "giveTokenBack", "nothing1")),
    BEGINNING_IN_THE_SUCCESSOR_IS_FORGOTTEN(
            TopicRegressionsTest.class,
            "a_group_that_has_begun_in_the_successor_of_a_deleted_topic_goes_on_there",
            own("internal.consumer.PositionPolicy", "judgeRecreated", "getOrDefault", "never")),
    POLICY_IS_NOT_FOLLOWED_IN_A_SUCCESSOR(
            TopicRegressionsTest.class,
            "the_successor_of_a_deleted_topic_is_read_from_its_beginning_if_that_is_the_policy",
            own("internal.metrics.TopicWatch", "note", "equals", "yes2")),
    SEEK_IS_FORGOTTEN_WITH_THE_TRANSACTION(
            MovedPositionTest.class,
            "a_seek_survives_a_transaction_that_is_given_up_before_the_first_commit_at_the_new_place",
            Edit.instead("internal.consumer.ExactlyOnceStart", "begin", "isPresent", "yes")),
    UNHEARD_COMMIT_IS_REPEATED(
            MovedPositionTest.class,
            "a_commit_after_a_seek_that_came_through_unheard_is_not_repeated",
            own("internal.consumer.ExactlyOnceStart", "begin", "says", "no3")),
    MAP_COUNTS_BEYOND_A_TRUNCATION(
            MovedPositionTest.class,
            "after_a_truncation_what_is_not_done_before_it_comes_again_and_what_is_done_does_not",
            own("internal.consumer.Place", "before", "below", "allOfIt")),
    COMMIT_BEYOND_A_TRUNCATION_STANDS(
            MovedPositionTest.class,
            "after_a_truncation_consumption_goes_on_where_the_log_diverges_and_that_is_committed",
            own("internal.consumer.Jumps", "backTo", "advanceTo", "advancesNothing")),
    REVOKE_WAITS_IN_SILENCE(
            LegalWaitsTest.class,
            "a_revoke_that_waits_for_a_minute_shows_signs_of_life_all_the_time",
            Edit.instead("internal.consumer.Waiting", "await", "run", "nothing")),
    COMMIT_WAITS_IN_SILENCE(
            LegalWaitsTest.class,
            "a_commit_that_is_waited_for_for_a_minute_shows_signs_of_life_and_comes_through_in_the_end",
            Edit.instead("internal.consumer.Waiting", "isAlive", "run", "nothing")),
    EACH_PENDING_PARTITION_COSTS_A_WAIT(
            LegalWaitsTest.class,
            "a_hundred_partitions_behind_a_pending_transaction_cost_one_wait_in_a_step",
            Edit.instead("internal.consumer.ExactlyOnceStart", "isRead", "mayRead", "yes")),
    COMMIT_STAYS_TOO_LARGE(
            LegalWaitsTest.class,
            "a_commit_that_is_too_large_for_the_brokers_goes_in_parts",
            own("internal.consumer.AtLeastOnceCommitter", "answered", "makeSmallerIfTooLarge", "nothing3")),
    LATE_WORD_COUNTS_AFTER_A_TRUNCATION(
            MovedPositionTest.class,
            "what_ends_late_of_the_records_before_a_truncation_changes_nothing",
            own("internal.dispatch.Job", "end", "isGone", "no1"),
            own("internal.consumer.InFlight", "acknowledge", "isGone", "no1")),
    BROKERS_THAT_ARE_AWAY_ARE_WAITED_FOR_TWICE(
            PollLoopTest.class,
            "brokers_that_are_away_are_waited_for_once_at_the_end",
            own("internal.consumer.PollLoop", "end", "clamp", "theMost")),
    FAILURE_ENDS_AS_AN_ORDERLY_END(
            FailedEngineTest.class,
            "the_failure_can_be_asked_for_and_is_thrown_by_who_waits_for_the_end",
            own("Headgate", "awaitEnd", "orElseThrow", "orderly")),
    RECORDS_WAIT_THOUGH_THE_CIRCUIT_IS_CLOSED(
            DownstreamUnavailableTest.class,
            "records_that_were_put_off_go_on_when_the_circuit_closes_and_not_after_the_time_they_were_told",
            own("internal.worker.Downstream", "answered", "circuitClosed", "nothing1")),
    BOUND_OF_THE_SINK_REPLACES_THE_TIMEOUT(
            AttemptTimeoutTest.class,
            "the_timeout_holds_for_a_sink_with_a_bound_of_its_own_too",
            Edit.instead("internal.worker.DeliveryStep", "awaitAcknowledgement", "isBoundBySink", "yes")),
    LATE_DEAD_LETTER_IS_TOLD_ONCE(
            FailureTest.class,
            "a_dead_letter_without_an_answer_is_told_again_and_again",
            Edit.instead("internal.worker.LateNotice", "tell", "begin", "nothing"));

    private final Class<?> test;
    private final String method;
    private final List<Edit> edits;

    RegressionBug(Class<?> test, String method, Edit... edits) {
        this.test = test;
        this.method = method;
        this.edits = List.of(edits);
    }

    private static Edit own(String type, String method, String target, String replacement) {
        return Edit.instead(type, method, target, replacement).of(RegressionBugs.class);
    }

    Class<?> test() {
        return test;
    }

    String method() {
        return method;
    }

    List<Edit> edits() {
        return edits;
    }
}
