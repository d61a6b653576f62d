package dev.headgate.simulation;

import dev.headgate.api.InitialOffset;
import dev.headgate.api.OutOfRange;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Where a consumer reads, and who has allowed it to jump (I11). */
final class Positions {
    private final SimulatedWorld world;
    private final Witness witness;
    private final Map<Integer, Ownership> owned;
    private final Map<Integer, List<Ownership>> sinceTheRebalance = new HashMap<>();
    private final Map<Integer, Long> told = new HashMap<>();
    private boolean mayRestart;
    private final List<Wish> wishes = new ArrayList<>();
    private final Set<Integer> unknown = new HashSet<>();
    private final Set<Integer> outOfRange = new HashSet<>();
    private boolean thrown;

    private record Wish(int partition, long offset) {}

    Positions(SimulatedWorld world, Witness witness, Map<Integer, Ownership> owned) {
        this.world = world;
        this.witness = witness;
        this.owned = owned;
    }

    boolean hasThrownOutOfRange() {
        return thrown;
    }

    /** An operator may move the partition there. */
    void allow(int partition, long offset) {
        wishes.add(new Wish(partition, offset));
        Ownership owner = owned.get(partition);
        if (owner != null) {
            owner.moving = true;
        }
    }

    /** Begins where the group left off, and looks whether the records are still there. Throws as Kafka's consumer does. */
    void find(Set<Integer> paused) {
        Set<TopicPartition> without = new HashSet<>();
        Map<TopicPartition, Long> gone = new HashMap<>();
        for (Ownership owner : owned.values()) {
            BrokerLog log = world.logs.get(owner.partition);
            if (owner.start < 0 && world.coordinator.isPending(owner.partition)) {
                continue;
            }
            if (owner.start < 0 && log.committed >= 0) {
                owner.start = log.committed;
                owner.position = log.committed;
            }
            if (owner.start < 0) {
                without.add(SimulatedConsumer.partition(owner.partition));
                unknown.add(owner.partition);
            } else if (owner.position < log.start && !paused.contains(owner.partition)) {
                gone.put(SimulatedConsumer.partition(owner.partition), owner.position);
            }
        }
        if (!without.isEmpty()) {
            world.count(Happening.NO_COMMITTED_OFFSET);
            throw new NoOffsetForPartitionException(without);
        }
        if (!gone.isEmpty()) {
            world.count(Happening.OUT_OF_RANGE);
            thrown = true;
            world.note("out of range: " + gone);
            gone.keySet().forEach(partition -> {
                outOfRange.add(partition.partition());
                Objects.requireNonNull(owned.get(partition.partition())).moving = true;
            });
            throw new OffsetOutOfRangeException(gone);
        }
    }

    /** The engine has read the map of the commit it begins with. */
    void restored(Ownership owner, BrokerLog log) {
        owner.mapped = OffsetMapCodec.decode(log.metadata, SimulatedConsumer.partition(log.partition), log.committed)
                .done();
        owner.mappedFrom = log.committed;
        if (!owner.mapped.isEmpty()) {
            world.count(Happening.MAP_RESTORED);
        }
        if (!owner.mapKnown) {
            owner.mapKnown = true;
            witness.mapKnown(owner);
        }
    }

    // ---- exactly-once ----

    /** The group has spoken: whose a commit is can be told from those that are owned now. */
    void rebalanced() {
        sinceTheRebalance.clear();
        owned.values().forEach(this::add);
    }

    /** The ownerships of each partition since the last rebalance, the present one last. */
    Map<Integer, List<Ownership>> sinceTheRebalance() {
        return sinceTheRebalance;
    }

    private void add(Ownership owner) {
        owner.moving |= wishes.stream().anyMatch(wish -> wish.partition == owner.partition);
        sinceTheRebalance
                .computeIfAbsent(owner.partition, _ -> new ArrayList<>())
                .add(owner);
    }

    /** Whether a transaction was aborted and the next one holds nothing yet: partitions may begin again where they were committed. */
    void mayRestart(boolean may) {
        mayRestart = may;
    }

    private void restart(Ownership owner, long to) {
        BrokerLog log = world.logs.get(owner.partition);
        // A commit that was asked for and says just what was committed before can't be told from one that came through.
        boolean looksCommitted = owner.askedFor == log.committed && owner.askedMetadata.equals(log.metadata);
        boolean atCommit =
                log.committed >= 0 && (owner.origin < 0 || log.committedLineage == owner.lineage || looksCommitted);
        if (log.committedLineage < 0) { // another member's: this one may know of its own no more
            atCommit = to == log.committed;
        }
        long place = atCommit ? log.committed : owner.origin;
        if (to < place || log.hasRecordIn(place, to)) {
            world.violate("I11", owner + " begins again at " + to + " instead of " + place);
        }
        if (!mayRestart) {
            world.violate("I11", owner + " begins again, and no transaction was aborted");
        }
        world.count(Happening.BEGUN_AGAIN);
        owner.gone = true;
        Ownership again = owner.again(++world.ownerships, to);
        if (atCommit) {
            again.origin = -1;
            again.mapped = owner.mapped;
            again.mappedFrom = owner.mappedFrom;
        }
        owned.put(owner.partition, again);
        add(again);
        world.note("begins again with " + again + " at " + to);
    }

    private void putBack(Ownership owner, long from) {
        world.count(Happening.PUT_BACK);
        world.note("puts back what was polled of " + owner + " from " + from + " on");
        if (from < owner.start || from > owner.position) {
            world.violate("I11", owner + " is put back to " + from);
        }
        witness.putBack(owner, from);
    }

    /** What the engine means by a seek can be told from who asks for it only. */
    private static boolean isAskedBy(String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)
                        && frame.getClassName().equals("dev.headgate.internal.consumer.ExactlyOnceStart")));
    }

    /** The engine has asked where the log begins or ends, and is told this. */
    void told(int partition, boolean beginning, long offset) {
        if (beginning == (world.settings.outOfRange() == OutOfRange.EARLIEST)) {
            told.put(partition, offset);
        }
    }

    void seek(Ownership owner, long offset) {
        if (world.settings.exactlyOnce() && isAskedBy("refused")) {
            putBack(owner, offset);
            return;
        }
        if (world.settings.exactlyOnce() && isAskedBy("restartAll")) {
            restart(owner, offset);
            return;
        }
        BrokerLog log = world.logs.get(owner.partition);
        if (outOfRange.contains(owner.partition) && told.getOrDefault(owner.partition, -1L) == offset) {
            outOfRange.remove(owner.partition);
            world.count(Happening.OUT_OF_RANGE_WENT_ON);
            move(owner, offset);
            return;
        }
        boolean toTheEnd = offset == log.end;
        if (toTheEnd && world.settings.initialOffset() == InitialOffset.LATEST && unknown.remove(owner.partition)) {
            move(owner, offset);
            return;
        }
        if (!wishes.remove(new Wish(owner.partition, offset))) {
            world.violate("I11", owner + " is moved to " + offset + ", and nobody has asked for it");
        }
        world.count(Happening.SOUGHT);
        if (offset < owner.position) {
            world.count(Happening.SOUGHT_BACK);
        }
        move(owner, offset);
    }

    /** The engine asks for the beginning or the end. */
    void reset(Ownership owner, boolean beginning) {
        BrokerLog log = world.logs.get(owner.partition);
        Settings settings = world.settings;
        boolean allowed;
        if (unknown.remove(owner.partition)) {
            allowed = beginning == (settings.initialOffset() == InitialOffset.EARLIEST);
        } else {
            allowed = outOfRange.remove(owner.partition)
                    && settings.outOfRange() == (beginning ? OutOfRange.EARLIEST : OutOfRange.LATEST);
            world.count(Happening.OUT_OF_RANGE_WENT_ON);
        }
        if (!allowed) {
            world.violate("I11", owner + " jumps to the " + (beginning ? "beginning" : "end"));
        }
        move(owner, beginning ? log.start : log.end);
    }

    private void move(Ownership owner, long to) {
        BrokerLog log = world.logs.get(owner.partition);
        // With exactly-once what is done may be so in a transaction that is aborted.
        long from = world.settings.exactlyOnce() ? owner.start : owner.prefix();
        if (to > from) {
            log.excused.set((int) Math.max(0, from), (int) to);
        }
        log.mayRepeatFrom(to, owner.position);
        Ownership moved = owner;
        if (owner.start >= 0) {
            owner.gone = true;
            moved = new Ownership(++world.ownerships, owner.partition);
            owned.put(owner.partition, moved);
            add(moved);
        }
        moved.origin = to;
        moved.mapKnown = true;
        log.jumpedTo = to;
        moved.mapped = OffsetRanges.EMPTY; // it was of another place
        moved.start = to;
        moved.position = to;
        world.note("goes on with " + moved + " at " + to);
    }
}
