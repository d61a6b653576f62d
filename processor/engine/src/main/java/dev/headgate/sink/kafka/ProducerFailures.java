package dev.headgate.sink.kafka;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.HaltException;
import dev.headgate.api.RejectedRecordException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Reads what a producer says as what it means for the record, in the words of {@link dev.headgate.api.Sink}. */
final class ProducerFailures {
    private ProducerFailures() {}

    /** A failure before the producer took the record: nothing has overtaken it, so any other attempt is still in order. */
    static Exception beforeHandOver(Exception failure, String topic) {
        return switch (failure) {
            case RecordTooLargeException tooLarge -> rejected(tooLarge, topic);
            case InvalidRecordException invalid -> rejected(invalid, topic);
            case InvalidTimestampException timestamp -> rejected(timestamp, topic);
            case SerializationException serialization -> rejected(serialization, topic);
            case AuthenticationException authentication -> fatal(authentication, topic);
            case AuthorizationException authorization -> fatal(authorization, topic);
            case ProducerFencedException fenced -> fatal(fenced, topic);
            case InvalidProducerEpochException fenced -> fatal(fenced, topic);
            case OutOfOrderSequenceException outOfOrder -> fatal(outOfOrder, topic);
            case InvalidTopicException invalidTopic -> fatal(invalidTopic, topic);
            case UnsupportedVersionException version -> fatal(version, topic);
            case TimeoutException timeout ->
                new DownstreamUnavailableException(
                        "topic '" + topic + "' takes nothing: " + timeout.getMessage(), timeout);
            default -> failure;
        };
    }

    /**
     * A failure of a record that the producer had taken. Later records of its key may be written by now, so another attempt
     * would be out of order, and what is not the record's own fault halts. The exception is a record that shared a batch with
     * one the broker found invalid: Kafka reports it with a bare {@code KafkaException}, and to halt would meet the same
     * batch again after the restart.
     */
    static Exception afterHandOver(Exception failure, String topic) {
        Exception read = beforeHandOver(failure, topic);
        return read instanceof ApiException other ? fatal(other, topic) : read;
    }

    private static RejectedRecordException rejected(Exception failure, String topic) {
        return new RejectedRecordException(
                "topic '" + topic + "' can't take the record: " + failure.getMessage(), failure);
    }

    private static HaltException fatal(Exception failure, String topic) {
        return new HaltException(
                "topic '" + topic + "' can't be written: " + failure.getClass().getSimpleName() + ": "
                        + failure.getMessage(),
                failure);
    }
}
