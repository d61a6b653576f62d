package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.admin.Commands;
import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.ConfigException;
import dev.headgate.config.LoadedConfig;
import dev.headgate.metrics.PartitionEnds;
import dev.headgate.redrive.RedriveOptions;
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
    private final RedriveSettings settings;
    private final BackgroundRedrive redrive;

    /** @param config with the client properties, for the questions to the brokers */
    OperatorCommands(EngineSlot slot, LoadedConfig config, BackgroundRedrive redrive) {
        this.slot = slot;
        this.kafka = config.kafka();
        this.settings = new RedriveSettings(config);
        this.redrive = redrive;
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

    @Override
    public void redrive(RedriveRequest request) throws Refused {
        started();
        RedriveOptions options;
        try {
            options = settings.of(request, false);
        } catch (UserError | ConfigException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
        if (!redrive.start(options)) {
            throw new Refused("dead letters are being put back already; stop-redrive ends that");
        }
    }

    @Override
    public void stopRedrive() throws Refused {
        if (!redrive.stop()) {
            throw new Refused("no dead letters are being put back");
        }
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
