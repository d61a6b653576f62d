package dev.headgate.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A consumer as the engine sees it, on the simulated brokers and under virtual time. Kafka's mock knows neither eager nor
 * lost partitions, neither late answers nor gaps; so little is left of it but the interface. No method is synchronized:
 * a thread that waited for a monitor would stop the one thread there is.
 */
@SuppressWarnings({"UnsynchronizedOverridesSynchronized", "ThreadPriorityCheck"})
final class SimulatedConsumer extends MockConsumer<byte[], byte[]> {
    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final Witness witness;
    private final CommitJudge commits;
    private final PauseJudge pauses;
    private final SplittableRandom random;
    private final Positions positions;
    private final Map<Integer, Ownership> owned = new TreeMap<>();
    private final Set<Integer> paused = new TreeSet<>();
    private final Deque<GroupChange> changes = new ArrayDeque<>();
    private @Nullable ConsumerRebalanceListener listener;
    private @Nullable Thread poller;
    private boolean closed;

    /** What a sync commit that was the last word of the engine ended with. */
    boolean lastSyncFailed;

    int failingPolls;
    int failingReads;
    private int generation = 1;

    /** How often in a row the producer was fenced. */
    int fences;

    private final Set<String> refusedFirst = new HashSet<>();
    final CommitChannel channel;
    Supplier<PauseJudge.Wishes> wishes = () -> new PauseJudge.Wishes(false, false, Set.of(), false, false);

    /** What the group does to this member at its next poll. */
    record GroupChange(Kind kind, Set<Integer> target) {
        enum Kind {
            EAGER,
            COOPERATIVE,
            LOST
        }
    }

    SimulatedConsumer(SimulatedWorld world, SimulatedProcess process, Witness witness, long seed) {
        super("none");
        this.world = world;
        this.process = process;
        this.witness = witness;
        this.commits = new CommitJudge(world);
        this.pauses = new PauseJudge(world, witness);
        this.random = new SplittableRandom(seed);
        this.channel = new CommitChannel(world, random.split());
        this.positions = new Positions(world, witness, owned);
    }

    // ---- the world's side ----

    /** The group decides; the member hears of it in its next poll. */
    void change(GroupChange change) {
        changes.add(change);
        channel.fenced |= change.kind() == GroupChange.Kind.LOST;
        wake();
    }

    boolean isOwned(int partition) {
        return owned.containsKey(partition);
    }

    boolean isClosed() {
        return closed;
    }

    PauseJudge pauses() {
        return pauses;
    }

    Positions positions() {
        return positions;
    }

    /** There is news: a poll that waits looks again. */
    void wake() {
        if (poller != null) {
            LockSupport.unpark(poller);
        }
    }

    // ---- poll ----

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalances) {
        listener = rebalances;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        poller = Thread.currentThread();
        pauses.judge(List.copyOf(owned.values()), paused, wishes.get());
        long deadline = world.time.now() + timeout.toNanos();
        Thread.yield();
        while (true) {
            channel.answer();
            while (!changes.isEmpty()) {
                rebalance(changes.remove());
            }
            if (failingPolls > 0) {
                failingPolls--;
                world.count(Happening.POLL_FAILED);
                throw new DisconnectException("a poll was cut off");
            }
            positions.find(paused);
            ConsumerRecords<byte[], byte[]> records = fetch();
            long left = deadline - world.time.now();
            if (!records.isEmpty() || !records.nextOffsets().isEmpty() || left <= 0) {
                return records;
            }
            process.park(this, left);
        }
    }

    private ConsumerRecords<byte[], byte[]> fetch() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> fetched = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        int room = world.settings.engine().maxPollRecords();
        List<Ownership> candidates = new ArrayList<>(owned.values());
        witness.pollBegins();
        while (!candidates.isEmpty() && room > 0) {
            Ownership owner = candidates.remove(random.nextInt(candidates.size()));
            if (paused.contains(owner.partition) || owner.start < 0) {
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            BrokerLog log = world.logs.get(owner.partition);
            long from = owner.position;
            for (int i = log.indexOf(from); i < log.entries.size() && records.size() < room; i++) {
                records.add(record(owner, log.entries.get(i)));
            }
            room -= records.size();
            if (owner.position < log.end && !log.hasRecordIn(owner.position, log.end)) {
                world.count(Happening.GAP_CROSSED);
                owner.position = log.end;
            }
            if (owner.position > from) {
                TopicPartition partition = partition(owner.partition);
                if (!records.isEmpty()) {
                    fetched.put(partition, records);
                }
                next.put(partition, new OffsetAndMetadata(owner.position, Optional.of(3), ""));
            }
        }
        witness.pollEnds();
        if (!next.isEmpty()) {
            world.note("polled up to "
                    + next.entrySet().stream()
                            .map(e ->
                                    e.getKey().partition() + "@" + e.getValue().offset())
                            .sorted()
                            .toList());
        }
        return new ConsumerRecords<>(fetched, next);
    }

    private ConsumerRecord<byte[], byte[]> record(Ownership owner, BrokerLog.Entry entry) {
        byte[] key = entry.key() < 0 ? null : ("key-" + entry.key()).getBytes(StandardCharsets.UTF_8);
        int bytes = (key == null ? 0 : key.length) + Integer.BYTES + world.outside.headerBytes();
        Polled polled = witness.polls(owner, entry.offset(), entry.key(), bytes);
        return new ConsumerRecord<>(
                Settings.TOPIC,
                owner.partition,
                entry.offset(),
                0L,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                Integer.BYTES,
                key,
                ByteBuffer.allocate(Integer.BYTES).putInt(polled.id).array(),
                world.outside.headers(polled.id),
                Optional.of(3));
    }

    // ---- the group ----

    private void rebalance(GroupChange change) {
        world.note("the group changes: " + change.kind() + " to " + change.target());
        Set<Integer> taken = new TreeSet<>(owned.keySet());
        if (change.kind() == GroupChange.Kind.COOPERATIVE) {
            taken.removeAll(change.target());
        }
        if (!paused.isEmpty()) {
            world.count(Happening.REBALANCED_WHILE_PAUSED);
        }
        world.count(
                switch (change.kind()) {
                    case EAGER -> Happening.EAGER_REBALANCE;
                    case COOPERATIVE -> Happening.COOPERATIVE_REBALANCE;
                    case LOST -> Happening.PARTITIONS_LOST;
                });
        takeAway(taken, change.kind() == GroupChange.Kind.LOST);
        channel.fenced = changes.stream().anyMatch(later -> later.kind() == GroupChange.Kind.LOST);
        generation++;
        Set<Integer> added = new TreeSet<>(change.target());
        added.removeAll(owned.keySet());
        added.forEach(partition -> owned.put(partition, new Ownership(++world.ownerships, partition)));
        positions.rebalanced();
        listener().onPartitionsAssigned(partitions(added));
        if (!channel.isEmpty()) {
            world.count(Happening.COMMIT_ANSWERED_AFTER_REVOKE);
        }
    }

    private void takeAway(Set<Integer> taken, boolean lost) {
        if (taken.isEmpty()) {
            return;
        }
        for (int partition : taken) {
            Ownership owner = owner(partition);
            owner.revoking = true;
            owner.gone |= lost;
            if (witness.inFlightOf(owner) > 0) {
                world.count(Happening.REVOKED_WITH_RECORDS_IN_FLIGHT);
            }
        }
        if (lost) {
            listener().onPartitionsLost(partitions(taken));
        } else {
            listener().onPartitionsRevoked(partitions(taken));
        }
        for (int partition : taken) {
            owner(partition).gone = true;
            owned.remove(partition);
            paused.remove(partition);
        }
    }

    private ConsumerRebalanceListener listener() {
        return Objects.requireNonNull(listener);
    }

    private Ownership owner(int partition) {
        Ownership owner = owned.get(partition);
        if (owner == null) {
            world.violate("I7", "partition " + partition + " is asked for, and not assigned");
            throw new IllegalStateException("No current assignment for partition " + partition);
        }
        return owner;
    }

    // ---- commits ----

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        judge(offsets);
        world.note("commits " + said(offsets));
        channel.send(offsets, callback);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        judge(offsets);
        world.note("commits and waits: " + said(offsets));
        Optional<KafkaException> failure = channel.arrive(offsets);
        process.park(this, random.nextLong(timeout.toNanos() / 4));
        if (random.nextBoolean()) {
            channel.answer();
        } else if (!channel.isEmpty()) {
            world.count(Happening.COMMIT_ANSWERED_AFTER_A_LATER_ONE);
        }
        lastSyncFailed = failure.isPresent();
        if (failure.isPresent()) {
            world.count(Happening.SYNC_COMMIT_FAILED);
            throw failure.get();
        }
    }

    private void judge(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, commit) -> {
            Ownership owner = owned.get(partition.partition());
            if (owner == null) {
                world.violate("I7", "commit of " + partition + " at " + commit.offset() + ", which is not assigned");
            } else {
                commits.judge(owner, commit);
            }
        });
    }

    static String said(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<Integer, String> said = new TreeMap<>();
        offsets.forEach((partition, commit) -> said.put(
                partition.partition(), commit.offset() + (commit.metadata().isEmpty() ? "" : " with a map")));
        return said.toString();
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> asked, Duration timeout) {
        if (failingReads > 0) {
            failingReads--;
            world.count(Happening.COMMITTED_READ_FAILED);
            throw new TimeoutException("no answer from the coordinator");
        }
        awaitStable(asked, timeout);
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicPartition partition : asked) {
            BrokerLog log = world.logs.get(partition.partition());
            if (log.committed >= 0) {
                committed.put(partition, new OffsetAndMetadata(log.committed, log.metadata));
                positions.restored(owner(partition.partition()), log);
            }
        }
        return committed;
    }

    /** While a transaction is pending that may change them, the coordinator doesn't say what is committed. */
    private void awaitStable(Set<TopicPartition> asked, Duration timeout) {
        long deadline = world.time.now() + timeout.toNanos();
        while (asked.stream().anyMatch(partition -> world.coordinator.isPending(partition.partition()))) {
            world.count(Happening.PENDING_OFFSETS_AWAITED);
            long left = deadline - world.time.now();
            if (left <= 0) {
                throw new TimeoutException("the offsets are not stable");
            }
            process.park(this, Math.min(left, 20_000_000));
        }
    }

    // ---- transactions ----

    @Override
    @SuppressWarnings("removal") // there is no other way to one with a generation
    public ConsumerGroupMetadata groupMetadata() {
        return new ConsumerGroupMetadata("group", generation, "member", Optional.empty());
    }

    /** Whether the group knows the member no more, or in a later generation. */
    boolean isFenced(ConsumerGroupMetadata group) {
        return channel.fenced || group.generationId() != generation;
    }

    /** The topic refuses this, and nothing else before it in its transaction: so the engine knows, and sends it no more. */
    void refusedFirst(Txn.Sent sent) {
        if (!refusedFirst.add(sent.name())) {
            world.violate("blame", sent.name() + " is sent again, though the engine knows that the topic refuses it");
        }
    }

    /** Whether something goes wrong with the next call to a coordinator. */
    boolean isTroubled() {
        boolean troubled = channel.failing > 0;
        channel.failing -= troubled ? 1 : 0;
        return troubled;
    }

    /** The engine sends these offsets in a transaction. */
    Map<Integer, ExactJudge.Point> judgeInTransaction(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return new ExactJudge(world).judge(offsets, positions.sinceTheRebalance());
    }

    // ---- positions and pauses ----

    @Override
    public void seek(TopicPartition partition, long offset) {
        positions.seek(owner(partition.partition()), offset);
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata to) {
        positions.seek(owner(partition.partition()), to.offset());
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return world.logs.stream()
                .map(log -> new PartitionInfo(topic, log.partition, Node.noNode(), new Node[0], new Node[0]))
                .toList();
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> asked, Duration timeout) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : asked) {
            long end = world.logs.get(partition.partition()).end;
            positions.told(partition.partition(), false, end);
            ends.put(partition, end);
        }
        return ends;
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> asked, Duration timeout) {
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        for (TopicPartition partition : asked) {
            long start = world.logs.get(partition.partition()).start;
            positions.told(partition.partition(), true, start);
            beginnings.put(partition, start);
        }
        return beginnings;
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> sought) {
        sought.forEach(partition -> positions.reset(owner(partition.partition()), true));
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> sought) {
        sought.forEach(partition -> positions.reset(owner(partition.partition()), false));
    }

    @Override
    public void pause(Collection<TopicPartition> some) {
        some.forEach(partition -> paused.add(owner(partition.partition()).partition));
    }

    @Override
    public void resume(Collection<TopicPartition> some) {
        some.forEach(partition -> paused.remove(owner(partition.partition()).partition));
    }

    @Override
    public Set<TopicPartition> paused() {
        return new HashSet<>(partitions(paused));
    }

    @Override
    public Set<TopicPartition> assignment() {
        return new HashSet<>(partitions(owned.keySet()));
    }

    /** The engine's last act: what it leaves is held against what was done. */
    @Override
    public void close(CloseOptions options) {
        closed = true;
        world.note("the consumer closes");
    }

    /** The engine ended in order: what it leaves behind is the prefix. */
    void judgeEnd() {
        if (!lastSyncFailed && !channel.fenced) {
            owned.values().forEach(commits::judgeLast);
        }
    }

    /** Nothing of what it had counts any more. */
    void end() {
        owned.values().forEach(owner -> owner.gone = true);
    }

    static TopicPartition partition(int number) {
        return new TopicPartition(Settings.TOPIC, number);
    }

    private static List<TopicPartition> partitions(Collection<Integer> numbers) {
        return numbers.stream().map(SimulatedConsumer::partition).toList();
    }
}
