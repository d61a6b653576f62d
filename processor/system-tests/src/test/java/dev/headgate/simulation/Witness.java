package dev.headgate.simulation;

import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.internal.consumer.JobListener;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Watches one engine from outside and keeps books of its own: what was polled, handled, delivered, acknowledged and ended.
 * Shares no code with what it judges but the outcomes' names.
 */
final class Witness implements JobListener {
    private final SimulatedWorld world;
    private final Settings settings;
    final Map<Outcome, Integer> ended = new HashMap<>();
    private BooleanSupplier ending = () -> false;
    private int halted;
    int consumed;
    int passed;
    private int inFlight;
    private long inFlightBytes;
    private int lastPollBytes;
    private final SnapshotJudge snapshots;

    Witness(SimulatedWorld world) {
        this.world = world;
        this.settings = world.settings;
        this.snapshots = new SnapshotJudge(world);
    }

    int inFlight() {
        return inFlight;
    }

    long inFlightBytes() {
        return inFlightBytes;
    }

    int haltedCount() {
        return halted;
    }

    int inFlightOf(Ownership owner) {
        int count = 0;
        for (int i = owner.polled.size() - owner.window(); i < owner.polled.size(); i++) {
            count += owner.polled.get(i).isInFlight() ? 1 : 0;
        }
        return count;
    }

    Polled of(byte[] value) {
        return world.polled.get(ByteBuffer.wrap(value).getInt());
    }

    // ---- the poll thread's side ----

    /** A poll is about to hand over this record. Returns the number to put into its value. */
    Polled polls(Ownership owner, long offset, int key, int bytes) {
        checkSnapshot();
        Polled record = new Polled(world.polled.size(), owner, offset, key, bytes);
        world.polled.add(record);
        if (offset < owner.position) {
            world.violate("I11", record + " is polled again; the position was " + owner.position);
        }
        if (offset < owner.mappedFrom) {
            owner.mapped = OffsetRanges.EMPTY;
        }
        record.passed = owner.mapped.contains(offset);
        owner.polled.add(record);
        owner.position = offset + 1;
        consumed++;
        world.count(Happening.POLLED);
        if (record.passed) {
            passed++;
            world.count(Happening.PASSED_OVER_BY_THE_MAP);
            BrokerLog log = world.logs.get(owner.partition);
            if (!log.done.get((int) offset) && !log.excused.get((int) offset)) {
                world.violate("I3", record + " is done by the map, and never was");
            }
        } else {
            inFlight++;
            inFlightBytes += bytes;
            lastPollBytes += bytes;
            owner.lanes.computeIfAbsent(laneOf(record), _ -> new ArrayDeque<>()).add(record);
        }
        return record;
    }

    /** The engine now knows what the map says, and some of what it was handed just before is done by it. */
    void mapKnown(Ownership owner) {
        for (Polled record : owner.polled) {
            if (!record.passed && owner.mapped.contains(record.offset)) {
                takeBack(record);
                record.passed = true;
                passed++;
                world.count(Happening.PASSED_OVER_BY_THE_MAP);
            }
        }
    }

    /** The engine doesn't take in what it was handed from this offset on; it will be polled once more. */
    void putBack(Ownership owner, long from) {
        checkSnapshot();
        while (!owner.polled.isEmpty() && owner.polled.getLast().offset >= from) {
            Polled record = owner.polled.removeLast();
            consumed--;
            if (record.passed) {
                passed--;
            } else {
                takeBack(record);
            }
        }
        owner.position = from;
    }

    private void takeBack(Polled record) {
        record.putBack = true;
        inFlight--;
        inFlightBytes -= record.bytes;
        record.owner.lanes.getOrDefault(laneOf(record), new ArrayDeque<>()).remove(record);
    }

    void pollBegins() {
        lastPollBytes = 0;
    }

    void pollEnds() {
        if (inFlight > settings.queueRecords()) {
            world.violate("I6", inFlight + " records are in flight; the queue holds " + settings.queueRecords());
        }
        if (inFlightBytes > settings.queueBytes() + lastPollBytes && lastPollBytes > 0) {
            world.violate(
                    "I6",
                    inFlightBytes + " bytes are in flight; the queue holds " + settings.queueBytes()
                            + " and one poll of " + lastPollBytes);
        }
    }

    private int laneOf(Polled record) {
        return settings.ordering() == Ordering.PARTITION ? 0 : record.key;
    }

    /** The engine has settled a job. */
    @Override
    public void ended(Job job) {
        checkSnapshot();
        Polled record = of(job.record().value());
        Outcome outcome = job.outcome();
        if (record.outcome != null) {
            world.violate("I12", record + " ended twice: " + record.outcome + ", then " + outcome);
            return;
        }
        if (record.passed) {
            world.violate("I12", record + " ended as " + outcome + ", but was done before it was polled");
        }
        record.outcome = outcome;
        inFlight--;
        inFlightBytes -= record.bytes;
        if (outcome instanceof Outcome.Halted) {
            halted++;
            world.count(Happening.HALTED);
        } else {
            ended.merge(outcome, 1, Integer::sum);
        }
        checkTruth(record, outcome);
        world.outside.judgeEnd(record, outcome);
    }

    /** The engine lets go of what it has by itself: after a halt, or since it was asked to. */
    boolean isEnding() {
        return halted > 0 || ending.getAsBoolean();
    }

    private void checkTruth(Polled record, Outcome outcome) {
        boolean true_ = switch (outcome) {
            case Outcome.Plain.ACKED -> record.acked;
            case Outcome.Plain.DEAD_LETTERED -> record.deadLettered;
            case Outcome.Plain.SKIPPED ->
                settings.onFailure() == FailurePolicy.SKIP && (record.failures > 0 || record.handed);
            case Outcome.Plain.DROPPED ->
                record.owner.revoking || record.owner.moving || record.owner.gone || record.broken || isEnding();
            case Outcome.Halted _ -> record.failures > 0 || record.handed;
        };
        if (!true_) {
            world.violate("I12", record + " ended as " + outcome + ", which is not what became of it");
        }
        boolean isGivenUp = outcome == Outcome.Plain.SKIPPED || outcome == Outcome.Plain.DEAD_LETTERED;
        if (isGivenUp && !record.isToBlame(world)) {
            world.violate("blame", record + " ended as " + outcome + ", though only the sink was away");
        }
        if (isGivenUp && record.isPoison(world)) {
            world.count(Happening.POISON_GIVEN_UP);
        }
        if (outcome == Outcome.Plain.SKIPPED) {
            world.count(Happening.SKIPPED);
            if (!settings.exactlyOnce()) {
                world.logs.get(record.owner.partition).done.set((int) record.offset);
            }
        } else if (outcome == Outcome.Plain.DROPPED) {
            world.count(Happening.DROPPED);
        }
    }

    // ---- the user's side ----

    /** The handler takes up a record, alone or in a batch. */
    void handles(Polled record) {
        if (record.passed) {
            world.violate("I3", record + " is handled, though the map says it is done");
        }
        if (record.outcome != null) {
            world.violate("I12", record + " is handled after it ended as " + record.outcome);
        }
        if ((record.owner.revoking || record.owner.gone)
                && !world.outside.isHostile()) { // whose decoders take their time
            world.violate("I7", record + " starts after its partition was taken away");
        }
        world.outside.judgeStart(record);
        if (settings.mode() != Settings.Mode.BATCH) {
            checkTurn(record, List.of());
        }
    }

    /** The sink takes up records that it will acknowledge together. */
    void delivers(List<Polled> records) {
        List<Polled> before = new ArrayList<>();
        for (Polled record : records) {
            world.outside.judgeStart(record);
            checkTurn(record, before);
            before.add(record);
            record.handed = true;
        }
        if (!settings.exactlyOnce()) { // there it counts when it is committed
            records.forEach(this::deliversForGood);
        }
    }

    private void deliversForGood(Polled record) {
        BrokerLog log = world.logs.get(record.owner.partition);
        if (settings.ordering() != Ordering.UNORDERED && record.key >= 0 && !log.handed.get((int) record.offset)) {
            long earlier = log.undeliveredBefore(record.key, record.offset);
            if (earlier >= 0 && !log.done.get((int) record.offset)) {
                world.violate("I5", record + " is delivered for the first time before " + earlier);
            }
        }
        if (record.owner.gone) {
            world.violate("I7", record + " is delivered after its partition was taken away");
        }
        log.handed.set((int) record.offset);
    }

    /** Whether all before it in its lane keep nobody waiting any more. */
    private void checkTurn(Polled record, List<Polled> together) {
        if (settings.ordering() == Ordering.UNORDERED
                || (settings.ordering() == Ordering.KEY && record.key < 0)
                || record.owner.gone) {
            return;
        }
        ArrayDeque<Polled> lane = record.owner.lanes.getOrDefault(laneOf(record), new ArrayDeque<>());
        while (!lane.isEmpty() && lane.element() != record && letsGo(lane.element())) {
            lane.remove();
        }
        for (Polled earlier : lane) {
            if (earlier.offset >= record.offset) {
                return;
            }
            if (!letsGo(earlier) && !together.contains(earlier)) {
                world.violate("I5", record + " overtakes " + earlier);
            }
        }
    }

    private boolean letsGo(Polled record) {
        return record.acked
                || record.deadLettered
                || record.broken
                || record.isSettled()
                || (settings.keepsOrder() && record.handed)
                || (settings.onFailure() == FailurePolicy.SKIP && (record.failures > 0 || record.handed));
    }

    void failed(Polled record) {
        record.wasItsOwnFault();
        metNobody(record);
    }

    /** The sink was away, or looked so. */
    void metNobody(Polled record) {
        record.failures++;
        if (settings.onFailure() == FailurePolicy.SKIP && !settings.exactlyOnce()) {
            world.logs.get(record.owner.partition).handed.set((int) record.offset);
        }
    }

    /** The sink is about to say that it has it. */
    void acked(Polled record) {
        record.acked = true;
        if (!settings.exactlyOnce()) {
            world.logs.get(record.owner.partition).done.set((int) record.offset);
        }
        if (record.owner.gone) {
            world.count(Happening.ACKED_AFTER_THE_PARTITION_WAS_GONE);
        }
    }

    void deadLettered(Polled record) {
        record.deadLettered = true;
        world.count(Happening.DEAD_LETTERED);
        if (!settings.exactlyOnce()) {
            BrokerLog log = world.logs.get(record.owner.partition);
            log.done.set((int) record.offset);
            log.handed.set((int) record.offset);
        }
    }

    /** It went into a transaction that can't be committed, and will be delivered again. */
    void broken(Polled record) {
        record.broken = true;
    }

    // ---- the engine's own books ----

    /** The engine has shown itself. It is compared before anything changes on this side. */
    void shows(EngineSnapshot snapshot) {
        snapshots.shows(snapshot);
    }

    /** @param mayEnd whether the engine has a reason to end that this witness can't see */
    void watch(Supplier<EngineSnapshot> engine, BooleanSupplier mayEnd) {
        ending = mayEnd;
        snapshots.watch(engine);
    }

    void checkSnapshot() {
        snapshots.check(this);
    }
}
