package dev.headgate.audit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What makes a record the same record on both sides of the audited system, and where it stands in its key's order.
 *
 * @param run what verdicts are made for
 * @param producer who numbered the records; of records that are named and not numbered, the name
 * @param sequence the record's number from that producer in that run
 * @param keySequence the record's position among those of its key from that producer, if it has one
 * @param sentMicros when the record was to be sent, in µs since the Unix epoch, if the record itself says so
 */
public record Identity(
        String run, String producer, long sequence, OptionalLong keySequence, Optional<Long> sentMicros) {}
