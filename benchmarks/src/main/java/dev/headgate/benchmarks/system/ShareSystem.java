package dev.headgate.benchmarks.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A share group (<a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-932%3A+Queues+for+Kafka">KIP-932</a>): the broker hands out
 * records one by one, so there is no order and a partition is no limit. Has no batches and no output.
 *
 * <p>Set, by the Javadoc of {@link KafkaShareConsumer} and the broker's and the group's configuration:
 *
 * <ul>
 *   <li>{@code share.acknowledgement.mode} explicit: each record is accepted after it was handled. All records of a poll
 *       have to be acknowledged before the next one, so the slowest holds up its poll. Several consumers in one process,
 *       which share one pool of workers, let the others go on meanwhile: four were faster than one, and than twelve;
 *   <li>{@code max.poll.records}: the records in flight, divided among the consumers;
 *   <li>{@code share.acquire.mode} batch_optimized, the default: the broker hands out whole batches, which
 *       <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-1206:+Strict+max+fetch+records+in+share+fetch">KIP-1206</a>
 *       recommends for throughput, and {@code max.poll.records} becomes a soft limit;
 *   <li>the group's {@code share.auto.offset.reset} earliest, since it is no property of the consumer;
 *   <li>{@link #BROKER_PROPERTIES}, so that the broker's locks are no limit.
 * </ul>
 *
 * <p>Acknowledgements travel with the next fetch, so the commit interval doesn't apply.
 */
public final class ShareSystem implements ConsumerSystem {
    /**
     * What a broker should be started with: 10,000 records of a partition may be with consumers at once, and for a minute. It works without, though no more than 2,000 of each partition are then in flight, for 30 s each.
     */
    public static final Map<String, String> BROKER_PROPERTIES = Map.of(
            "group.share.partition.max.record.locks", "10000",
            "group.share.max.partition.max.record.locks", "10000",
            "group.share.record.lock.duration.ms", "60000");

    private static final int MOST_MEMBERS = 4;
    private static final long ADMIN_SECONDS = 20;

    /** What a share consumer refuses, since it has no meaning there. */
    private static final Set<String> REFUSED = Set.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Refusal.unlessUnordered(SystemName.SHARE, setup);
        Refusal.ofOutput(SystemName.SHARE, setup);
        beginAtTheEarliest(setup);
        int members = Math.min(setup.workers(), MOST_MEMBERS);
        Map<String, Object> properties = properties(setup, members);
        WorkerPool pool = new WorkerPool(setup.workers());
        List<PollThreads.Loop> loops = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            ShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(properties);
            loops.add(stopped -> {
                try (consumer) {
                    consumer.subscribe(List.of(setup.topic()));
                    run(consumer, pool, work, stopped);
                }
            });
        }
        AutoCloseable threads = PollThreads.start(SystemName.SHARE, loops);
        return () -> {
            try {
                threads.close();
            } finally {
                pool.stop();
            }
        };
    }

    private static void run(ShareConsumer<byte[], byte[]> consumer, WorkerPool pool, Work work, BooleanSupplier stopped)
            throws InterruptedException {
        while (!stopped.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PollThreads.POLL);
            boolean done = pool.handleAll(
                    records,
                    each -> {
                        var _ = work.handle(each.value(), each.partition(), each.offset());
                    },
                    stopped);
            if (!done) {
                // The broker gives them to another consumer once this one is gone.
                return;
            }
            for (ConsumerRecord<byte[], byte[]> each : records) {
                consumer.acknowledge(each, AcknowledgeType.ACCEPT);
            }
        }
        consumer.commitSync(PollThreads.STOP_WITHIN);
    }

    private static Map<String, Object> properties(SystemSetup setup, int members) {
        Map<String, Object> properties = Consumers.consumer(setup);
        properties.keySet().removeAll(REFUSED);
        properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.max(1, setup.queueRecords() / members));
        return properties;
    }

    private static void beginAtTheEarliest(SystemSetup setup) {
        Map<String, Object> properties = new HashMap<>(Consumers.consumer(setup));
        properties.keySet().retainAll(AdminClientConfig.configNames());
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, setup.group());
        AlterConfigOp earliest = new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), OpType.SET);
        try (Admin admin = Admin.create(properties)) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(earliest)))
                    .all()
                    .get(ADMIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "the share group '" + setup.group() + "' can't be made to begin at the earliest record: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the share group was set up", e);
        }
    }
}
