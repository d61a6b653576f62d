package dev.headgate.app;

import dev.headgate.admin.Commands.Refused;
import dev.headgate.internal.metrics.PartitionEnds;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks the brokers for places in a partition's log. Waits for them some seconds at most. Thread-safe. */
final class OffsetLookup {
    private static final int ANSWER_MILLIS = 5_000;

    private final Map<String, Object> kafka;

    /** @param kafka the client properties */
    OffsetLookup(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    private interface Question<T> {
        T ask(Admin admin) throws Refused, InterruptedException, ExecutionException, TimeoutException;
    }

    /** @throws Refused if there is no such offset to go on from, or the brokers don't say */
    void require(TopicPartition partition, long offset) throws Refused {
        boolean _ = asked("offset " + offset, partition, admin -> {
            long first = place(admin, partition, OffsetSpec.earliest());
            long end = place(admin, partition, OffsetSpec.latest());
            if (offset < first || offset > end) {
                throw new Refused(partition + " has offsets from " + first + " to " + end + ", not " + offset);
            }
            return true;
        });
    }

    /**
     * The offset of the first record that is not older; the end if there is none.
     *
     * @throws Refused if the brokers don't say
     */
    long firstSince(TopicPartition partition, Instant time) throws Refused {
        return asked(time.toString(), partition, admin -> {
            long found = place(admin, partition, OffsetSpec.forTimestamp(time.toEpochMilli()));
            return found >= 0 ? found : place(admin, partition, OffsetSpec.latest());
        });
    }

    private <T> T asked(String what, TopicPartition partition, Question<T> question) throws Refused {
        Map<String, Object> properties = PartitionEnds.adminProperties(kafka);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        try (Admin admin = Admin.create(properties)) {
            return question.ask(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted before the brokers said where " + what + " is in " + partition);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Refused("the brokers don't say where " + what + " is in " + partition + ": "
                    + KafkaErrors.oneLine(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static long place(Admin admin, TopicPartition partition, OffsetSpec where)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listOffsets(Map.of(partition, where))
                .partitionResult(partition)
                .get(2L * ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .offset();
    }
}
