package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.internal.offset.PartitionOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, at an assignment, which records beyond the committed offset earlier owners have done. Whatever goes wrong costs
 * only work: without a map, everything from the committed offset on is processed again. Owned by the poll thread, inside
 * the consumer's callback.
 */
final class AtLeastOnceStart implements StartOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(AtLeastOnceStart.class);
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final int EXCERPT_CHARS = 40;

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;

    /** How long the coordinator has to answer; all other partitions wait too. */
    private final Duration timeout;

    /** Whether maps are used at all. */
    private final boolean wanted;

    private final OffsetMapWriter maps = new OffsetMapWriter();

    AtLeastOnceStart(LoopContext loop) {
        Duration commit = loop.options().commit().timeout();
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.timeout = commit.compareTo(LONGEST) < 0 ? commit : LONGEST;
        this.wanted = loop.options().mapBytes() > 0;
    }

    @Override
    public void restore(Collection<TopicPartition> partitions) {
        if (!wanted || partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed;
        try {
            committed =
                    new HashMap<>(consumer.committed(new HashSet<>(partitions), timeout)); // with null where nothing is
        } catch (KafkaException e) {
            LOG.warn(
                    "could not read what was done beyond the committed offsets of {}, so all from there is processed"
                            + " again: {}",
                    partitions,
                    e.getMessage());
            return;
        }
        committed.forEach((partition, commit) -> {
            if (commit != null) {
                restore(partition, commit, ledger);
            }
        });
    }

    @Override
    public Optional<Place> standing(PartitionOffsets<Job> before) {
        return before.present(maps, EngineOptions.MOST_MAP_BYTES)
                .map(point -> Place.of(before.source().topicPartition(), point))
                .or(() -> Optional.of(new Place(Long.MAX_VALUE, OffsetRanges.EMPTY)));
    }

    private static void restore(TopicPartition partition, OffsetAndMetadata commit, OffsetLedger<Job> ledger) {
        OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
        map.problem()
                .ifPresent(problem -> LOG.warn(
                        "the metadata \"{}\" committed with {}@{} is {}: all from there is processed again",
                        excerpt(commit.metadata()),
                        partition,
                        commit.offset(),
                        problem));
        if (!map.done().isEmpty()) {
            LOG.info(
                    "{} offsets of {} beyond the committed {} are done and will not be processed again",
                    map.done().size(),
                    partition,
                    commit.offset());
            ledger.find(partition).ifPresent(offsets -> offsets.restore(commit.offset(), map.done()));
        }
    }

    /** Anybody may have written it, so it goes into the log as a short line of printable ASCII. */
    private static String excerpt(String metadata) {
        StringBuilder excerpt = new StringBuilder();
        for (int i = 0; i < Math.min(metadata.length(), EXCERPT_CHARS); i++) {
            char c = metadata.charAt(i);
            excerpt.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return metadata.length() > EXCERPT_CHARS ? excerpt.append('…').toString() : excerpt.toString();
    }
}
