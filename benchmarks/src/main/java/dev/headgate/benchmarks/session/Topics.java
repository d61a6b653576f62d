package dev.headgate.benchmarks.session;

import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.TopicWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a session: those that are read, written once for all runs, and those that a run needs for itself. */
final class Topics implements AutoCloseable {
    private static final Map<String, String> WITHOUT_END = Map.of("retention.ms", "-1", "max.message.bytes", "2000000");
    private static final long KNOWN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String bootstrapServers;
    private final Admin admin;

    Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Whether the topic with this content is there, whole; a session before this one may have written it. */
    boolean isWritten(Content content) throws IOException, InterruptedException {
        return exists(content.topic()) && records(content) == content.records();
    }

    /** Writes the topic with this content. */
    void write(Content content) throws IOException, InterruptedException {
        if (exists(content.topic())) {
            drop(content.topic());
        }
        create(content.topic(), content.partitions());
        try (TopicWriter writer = TopicWriter.fast(bootstrapServers, content.topic(), content)) {
            writer.writeAll();
        }
    }

    /** A new topic without records, for one run. */
    String createEmpty(int partitions) throws IOException, InterruptedException {
        String name = "bench-" + UUID.randomUUID();
        create(name, partitions);
        return name;
    }

    void drop(String name) throws IOException, InterruptedException {
        try {
            admin.deleteTopics(List.of(name)).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topic " + name + " can't be deleted: " + reason(e), e);
        }
    }

    private void create(String name, int partitions) throws IOException, InterruptedException {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(WITHOUT_END);
        try {
            admin.createTopics(List.of(topic)).all().get();
            awaitLogs(name, partitions);
        } catch (ExecutionException e) {
            throw new IOException("topic " + name + " can't be created: " + reason(e), e);
        }
    }

    /** The node that answers may be a moment behind the controller, and then says that there is no such topic. */
    private void awaitLogs(String name, int partitions) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + KNOWN_WITHIN_NANOS;
        while (true) {
            try {
                admin.listOffsets(ends(name, partitions)).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** The leaders answer for these only once they have a log, and so can be written to. */
    private static Map<TopicPartition, OffsetSpec> ends(String name, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    }

    private boolean exists(String name) throws IOException, InterruptedException {
        try {
            Set<String> names = admin.listTopics().names().get();
            return names.contains(name);
        } catch (ExecutionException e) {
            throw new IOException("the topics of " + bootstrapServers + " can't be listed: " + reason(e), e);
        }
    }

    private long records(Content content) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, content.partitions())
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(content.topic(), partition), partition -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new IOException("the ends of topic " + content.topic() + " can't be read: " + reason(e), e);
        }
    }

    private static String reason(ExecutionException e) {
        return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
    }

    @Override
    public void close() {
        admin.close();
    }
}
