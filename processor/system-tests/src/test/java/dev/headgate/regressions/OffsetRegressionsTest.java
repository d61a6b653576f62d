package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.offset.CommitPoint;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a commit says, and what the next owner takes from it. */
@Tag("broker")
@Timeout(120)
class OffsetRegressionsTest {
    private final CountDownLatch gate = new CountDownLatch(1);

    /**
     * parallel-consumer #894: the offset and the map of one commit were captured at different moments. Commits are read back
     * from the broker while records end in any order: each map has to belong to its offset, and neither may be ahead of what
     * the sink had acknowledged.
     */
    @Test
    void no_commit_holds_an_offset_and_a_map_of_different_moments() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 3_000, 300);
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        int maps = 0;
        Headgate headgate = scene.builder()
                .ordering(Ordering.UNORDERED)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> {
                    TimeUnit.MILLISECONDS.sleep(record.offset() % 97 == 0 ? 60 : 3);
                    return record;
                })
                .sink((record, context) -> {
                    acknowledged.add(record.offset());
                    return Ack.now();
                })
                .start();
        try (headgate) {
            while (acknowledged.size() < 3_000) {
                OffsetAndMetadata commit = scene.committed().get(scene.partition(0));
                maps += commit == null ? 0 : check(commit, scene.partition(0), acknowledged);
            }
            scene.untilCommitted(3_000);
        }
        assertThat(maps).as("maps that were looked at").isGreaterThan(3);
    }

    private static int check(OffsetAndMetadata commit, TopicPartition partition, Set<Long> acknowledged) {
        OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
        assertThat(map.problem()).isEmpty();
        for (long offset = 0; offset < 3_000; offset++) {
            if (offset < commit.offset() || map.done().contains(offset)) {
                assertThat(acknowledged).contains(offset);
            }
        }
        return map.done().isEmpty() ? 0 : 1;
    }

    /**
     * parallel-consumer's map encoders read the top of the range after they had taken what is incomplete, so what was polled
     * in between counted as done. The map ends where the records ended of which it knows.
     */
    @Test
    void no_map_completes_records_that_were_polled_after_its_moment() {
        TopicPartition partition = new TopicPartition("orders", 0);
        OffsetMapWriter writer = new OffsetMapWriter();
        for (long top = 2; top < 60; top++) {
            PartitionOffsets<String> offsets = new PartitionOffsets<>(new SourcePartition(partition, 1));
            offsets.admit(0, "stuck");
            for (long offset = 1; offset < top; offset++) {
                offsets.acknowledge(offsets.admit(offset, "done"));
            }
            CommitPoint before = offsets.toCommit(writer, 4_000).orElseThrow();
            offsets.admit(top, "polled afterwards");
            CommitPoint after = offsets.toCommit(writer, 4_000).orElseThrow();
            for (CommitPoint point : List.of(before, after)) {
                OffsetRanges done = OffsetMapCodec.decode(point.metadata(), partition, point.offset())
                        .done();
                assertThat(done).isEqualTo(OffsetRanges.of(1, top));
            }
        }
    }

    /** parallel-consumer #826: on revoke or close it committed the highest offset seen, not the highest contiguous one done. */
    @Test
    void the_highest_offset_seen_is_not_committed_on_close() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 200, 200);
        Headgate headgate = scene.start(RegressionTopic.stuckAt(10, gate));
        RegressionTopic.until("all but one delivered", () -> scene.sink.distinct() == 199);
        headgate.close();
        assertThat(TestKafka.committedTotal(scene.topic)).isEqualTo(10);
    }

    /** The same on a revoke, where the next owner would go on behind the records that were not done. */
    @Test
    void the_highest_offset_seen_is_not_committed_on_revoke() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 400, 400);
        try (Headgate headgate = scene.start(RegressionTopic.stuckAt(10, gate))) {
            RegressionTopic.until("all but two delivered", () -> scene.sink.distinct() == 398);
            scene.visit(1);
            RegressionTopic.until(
                    "revoked", () -> headgate.snapshot().counters().partitions().revocations() > 0);
            assertThat(scene.committed().values())
                    .allSatisfy(commit -> assertThat(commit.offset()).isEqualTo(10));
            gate.countDown();
            scene.untilCommitted(400);
        }
        assertThat(scene.sink.distinct()).isEqualTo(400);
    }

    /**
     * parallel-consumer #326: metadata that another program wrote, or that was damaged, crashed the consumer or made it skip a
     * record. Each partition has something else in its commit.
     */
    @Test
    void foreign_or_corrupt_metadata_neither_ends_the_engine_nor_skips_a_record() throws Exception {
        RegressionTopic scene = new RegressionTopic(6);
        TestKafka.produce(scene.topic, 1_200, 600);
        String damaged = map(scene.partition(3));
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        String[] metadata = {
            "by hand",
            map(scene.partition(0)),
            map(scene.partition(2)).substring(0, 10),
            damaged.substring(0, 8) + (damaged.charAt(8) == 'A' ? 'B' : 'A') + damaged.substring(9),
            map(scene.partition(4)).replace("hg1:", "hg99:"),
            "\u0000\u001b[31m{}"
        };
        for (int i = 0; i < metadata.length; i++) {
            commits.put(scene.partition(i), new OffsetAndMetadata(5, metadata[i]));
        }
        scene.commit(commits);
        try (Headgate headgate = scene.start(RegressionTopic.IDENTITY)) {
            scene.untilCommitted(1_200);
            assertThat(headgate.snapshot().counters().records().alreadyDone()).isZero();
        }
        scene.thenEachOnce(1_200 - 6 * 5);
    }

    private static String map(TopicPartition partition) {
        OffsetMapWriter writer = new OffsetMapWriter();
        writer.begin(5, 4_000);
        writer.add(7, 30);
        return writer.end(partition);
    }

    /**
     * parallel-consumer #647: a map larger than the broker takes stalled consumption, or was left out so that all was done
     * again. Here it may be 20,000 bytes, and the broker takes 4,096, also while the prefix goes on.
     */
    @Test
    void a_map_that_is_too_large_neither_stalls_consumption_nor_repeats_everything() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        int count = 60_000;
        TestKafka.produce(scene.topic, count, 100);
        Set<Long> stuck = new HashSet<>();
        CompletableFuture<Void> unstuck = new CompletableFuture<>();
        for (long offset = 3; offset < count; offset += 2 + (offset * 31 % 5)) {
            stuck.add(offset);
        }
        Headgate first = scene.builder()
                .ordering(Ordering.UNORDERED)
                .queueCapacity(count)
                .offsetMapBytes(20_000)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), RegressionTopic.IDENTITY)
                .sink((record, context) -> {
                    if (!stuck.contains(record.offset())) {
                        return scene.sink.deliver(record, context);
                    }
                    return record.offset() < 500
                            ? unstuck.thenCompose(_ -> scene.sink.deliver(record, context))
                            : new CompletableFuture<Ack>();
                })
                .start();
        RegressionTopic.until("all polled", () -> scene.sink.distinct() == count - stuck.size());
        // One that fits may have been committed before, of the first records.
        RegressionTopic.until(
                "the broker has refused one",
                () -> first.snapshot().counters().commits().failed() > 0);
        RegressionTopic.until("a map that fits is committed", () -> {
            OffsetAndMetadata commit = scene.committed().get(scene.partition(0));
            return commit != null && commit.offset() == 3 && commit.metadata().length() > 1_000;
        });
        unstuck.complete(null);
        RegressionTopic.until("the prefix goes on", () -> {
            OffsetAndMetadata commit = scene.committed().get(scene.partition(0));
            return commit != null && commit.offset() >= 500 && commit.metadata().length() > 1_000;
        });
        first.close();
        try (Headgate second = scene.ready(scene.builder().ordering(Ordering.UNORDERED), RegressionTopic.IDENTITY)
                .start()) {
            scene.untilCommitted(count);
            // The snapshot comes a moment later than the commit.
            RegressionTopic.until(
                    "what the map named was passed over",
                    () -> second.snapshot().counters().records().alreadyDone() > 1_000);
        }
        assertThat(scene.sink.distinct()).isEqualTo(count);
    }
}
