package dev.headgate.sim.cli;

import dev.headgate.sim.SimReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Measures how a consumer group drains the topic once the last record is sent, by what it has committed. A partition that
 * it never committed counts from its beginning.
 */
final class GroupDrain {

    private static final long LOOK_MILLIS = 500;

    private final Map<String, Object> properties;
    private final String group;
    private final String topic;

    GroupDrain(Map<String, Object> properties, String group, String topic) {
        this.properties = properties;
        this.group = group;
        this.topic = topic;
    }

    /** Waits until nothing is left, and says how long it took; false if something is left at the end of the timeout. */
    boolean await(Duration timeout, SimReport report, PrintWriter out) throws InterruptedException {
        try (Admin admin = Admin.create(properties)) {
            long start = System.nanoTime();
            long first = lag(admin);
            long left = first;
            while (left > 0 && System.nanoTime() - start < timeout.toNanos()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                left = lag(admin);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "group %s had %d records to go at the end of the run, %d after %.1f s: %.1f records/s%n",
                    group,
                    first,
                    left,
                    seconds,
                    seconds == 0 ? 0 : (first - left) / seconds);
            out.flush();
            return left == 0;
        } catch (ExecutionException | KafkaException e) {
            throw SimException.failed(
                    "--drain-group " + group + ": what it has committed of run " + report.runId() + " can't be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private long lag(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .forEach(each -> each.partitions().forEach(partition -> {
                    first.put(new TopicPartition(topic, partition.partition()), OffsetSpec.earliest());
                    last.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
                }));
        var begins = admin.listOffsets(first).all().get();
        var ends = admin.listOffsets(last).all().get();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long lag = 0;
        for (var each : ends.entrySet()) {
            @Nullable OffsetAndMetadata position = committed.get(each.getKey());
            var begin = begins.get(each.getKey());
            long from = position != null ? position.offset() : begin == null ? 0 : begin.offset();
            lag += Math.max(0, each.getValue().offset() - from);
        }
        return lag;
    }
}
