package dev.headgate.simulation;

import dev.headgate.model.EngineOptions.InitialOffset;
import dev.headgate.model.EngineOptions.OutOfRange;
import dev.headgate.offset.OffsetMapCodec;
import dev.headgate.offset.OffsetRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Where a consumer reads, and who has allowed it to jump (I11). */
final class Positions {
    private final World world;
    private final Map<Integer, Ownership> owned;
    private final List<Wish> wishes = new ArrayList<>();
    private final Set<Integer> unknown = new HashSet<>();
    private final Set<Integer> outOfRange = new HashSet<>();
    private boolean thrown;

    private record Wish(int partition, long offset) {}

    Positions(World world, Map<Integer, Ownership> owned) {
        this.world = world;
        this.owned = owned;
    }

    boolean hasThrownOutOfRange() {
        return thrown;
    }

    /** An operator may move the partition there. */
    void allow(int partition, long offset) {
        wishes.add(new Wish(partition, offset));
    }

    /** Begins where the group left off, and looks whether the records are still there. Throws as Kafka's consumer does. */
    void find(Set<Integer> paused) {
        Set<TopicPartition> without = new HashSet<>();
        Map<TopicPartition, Long> gone = new HashMap<>();
        for (Ownership owner : owned.values()) {
            BrokerLog log = world.logs.get(owner.partition);
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
            gone.keySet().forEach(partition -> outOfRange.add(partition.partition()));
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
    }

    void seek(Ownership owner, long offset) {
        BrokerLog log = world.logs.get(owner.partition);
        if (outOfRange.contains(owner.partition)
                && offset == (world.settings.outOfRange() == OutOfRange.EARLIEST ? log.start : log.end)) {
            reset(owner, world.settings.outOfRange() == OutOfRange.EARLIEST);
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
        if (to > owner.prefix()) {
            log.excused.set((int) Math.max(0, owner.prefix()), (int) to);
        }
        Ownership moved = owner;
        if (owner.start >= 0) {
            owner.gone = true;
            moved = new Ownership(++world.ownerships, owner.partition);
            owned.put(owner.partition, moved);
        }
        log.jumpedTo = to;
        moved.mapped = OffsetRanges.EMPTY; // it was of another place
        moved.start = to;
        moved.position = to;
        world.note("goes on with " + moved + " at " + to);
    }
}
