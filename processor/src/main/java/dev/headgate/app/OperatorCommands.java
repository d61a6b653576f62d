package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.admin.Commands;
import dev.headgate.metrics.PartitionEnds;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Passes an operator's commands on to the engine. Any thread; only a seek to a time waits, for the brokers to say where it is. */
final class OperatorCommands implements Commands {
    private static final int ANSWER_MILLIS = 5_000;

    private final EngineSlot slot;
    private final Map<String, Object> kafka;

    /** @param kafka the client properties, for the questions to the brokers */
    OperatorCommands(EngineSlot slot, Map<String, Object> kafka) {
        this.slot = slot;
        this.kafka = kafka;
    }

    @Override
    public void pause(boolean wanted) throws Refused {
        Headgate headgate = started();
        if (wanted) {
            headgate.pause();
        } else {
            headgate.resume();
        }
    }

    @Override
    public void pause(TopicPartition partition, boolean wanted) throws Refused {
        Headgate headgate = started();
        if (wanted) {
            headgate.pause(partition);
        } else {
            headgate.resume(partition);
        }
    }

    @Override
    public void drain() throws Refused {
        started().shutdown();
    }

    @Override
    public void limitWorkers(int records) throws Refused {
        Headgate headgate = started();
        try {
            headgate.limitWorkers(records);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void limitRate(double perSecond) throws Refused {
        started().limitRate(perSecond);
    }

    private Headgate started() throws Refused {
        return slot.headgate().orElseThrow(() -> new Refused("the engine has not started yet; try again"));
    }

    @Override
    public void seek(TopicPartition partition, long offset) throws Refused {
        Headgate headgate = started();
        try {
            headgate.seek(partition, offset);
        } catch (IllegalStateException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long seek(TopicPartition partition, Instant time) throws Refused {
        long offset = firstSince(partition, time);
        seek(partition, offset);
        return offset;
    }

    private long firstSince(TopicPartition partition, Instant time) throws Refused {
        Map<String, Object> properties = PartitionEnds.adminProperties(kafka);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        try (Admin admin = Admin.create(properties)) {
            ListOffsetsResultInfo found = ask(admin, partition, OffsetSpec.forTimestamp(time.toEpochMilli()));
            return found.offset() >= 0
                    ? found.offset()
                    : ask(admin, partition, OffsetSpec.latest()).offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted before the brokers said where " + time + " is in " + partition);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Refused("the brokers don't say where " + time + " is in " + partition + ": "
                    + KafkaTrouble.oneLine(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static ListOffsetsResultInfo ask(Admin admin, TopicPartition partition, OffsetSpec where)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listOffsets(Map.of(partition, where))
                .partitionResult(partition)
                .get(2L * ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
