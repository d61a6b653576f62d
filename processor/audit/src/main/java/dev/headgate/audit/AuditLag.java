package dev.headgate.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the brokers how far all instances of the audit together have come. Used by one thread.
 *
 * <p>Instances read the audited topics and write what they saw to the repartition topic, which they read again. They go on
 * while the brokers are asked, so the questions follow the records: first about the audited topics, then about the repartition
 * topic, and of each the ends before the committed offsets. A record whose offset was committed in the first answer stands in the
 * repartition topic when its end is asked for. The other way round, records on their way between the two are seen in neither,
 * and a verdict over half of them passes for the whole.
 */
public final class AuditLag implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * How far the audit has come.
     *
     * @param behind records and transaction markers it has yet to read, its own repartition topic included
     * @param end the sum of the ends of the audited topics; grows as long as somebody writes
     */
    public record Progress(long behind, long end) {}

    private final Admin admin;
    private final String group;
    private final List<String> audited;
    private final List<String> repartitioned;

    /**
     * Asks through this client.
     *
     * @param admin closed with this
     * @param audited the topics that the audit reads
     */
    public AuditLag(Admin admin, String applicationId, List<String> audited) {
        this.admin = admin;
        this.group = applicationId;
        this.audited = List.copyOf(audited);
        this.repartitioned = List.of(applicationId + "-" + AuditTopology.OBSERVATIONS + "-repartition");
    }

    /**
     * How far the audit has come by now.
     *
     * @throws AuditUnavailableException if the brokers don't answer, or the audit has not made its topics yet
     */
    public Progress read() throws AuditUnavailableException, InterruptedException {
        Progress seen = progressIn(audited);
        Progress matched = progressIn(repartitioned);
        return new Progress(seen.behind() + matched.behind(), seen.end());
    }

    private Progress progressIn(List<String> topics) throws AuditUnavailableException, InterruptedException {
        List<TopicPartition> partitions = partitions(topics);
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        long behind = 0;
        long end = 0;
        for (Map.Entry<TopicPartition, Long> each : ends.entrySet()) {
            long start = starts.getOrDefault(each.getKey(), 0L);
            OffsetAndMetadata known = committed.get(each.getKey());
            behind += Math.max(0, each.getValue() - Math.max(start, known == null ? 0 : known.offset()));
            end += each.getValue();
        }
        return new Progress(behind, end);
    }

    private List<TopicPartition> partitions(List<String> topics)
            throws AuditUnavailableException, InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic :
                get(admin.describeTopics(topics).allTopicNames()).values()) {
            topic.partitions().forEach(each -> partitions.add(new TopicPartition(topic.name(), each.partition())));
        }
        return partitions;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws AuditUnavailableException, InterruptedException {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> answers =
                get(admin.listOffsets(request, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all());
        answers.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> answer) throws AuditUnavailableException, InterruptedException {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = cause instanceof UnknownTopicOrPartitionException
                    ? "a topic of the audit does not exist (yet)"
                    : cause.toString();
            throw new AuditUnavailableException(what, e);
        } catch (TimeoutException e) {
            throw new AuditUnavailableException("no answer from the brokers within " + TIMEOUT.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
