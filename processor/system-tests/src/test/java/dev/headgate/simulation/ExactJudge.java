package dev.headgate.simulation;

import dev.headgate.api.Ordering;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.state.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds each transaction against what really was done (I13): its offsets are those of just the records whose outputs it holds, no
 * output is there twice, those of a key are in order, and what is committed as done has an output, a dead letter, or was skipped.
 */
final class ExactJudge {
    private final SimulatedWorld world;

    /** What is committed of one partition, and whose it is. */
    record Point(Ownership owner, OffsetAndMetadata commit, OffsetRanges done) {
        /** The coordinator is asked to commit it. */
        void mayBeCommitted() {
            owner.askedFor = commit.offset();
            owner.askedMetadata = commit.metadata();
        }

        boolean covers(long offset) {
            return offset < commit.offset() || done.contains(offset);
        }
    }

    ExactJudge(SimulatedWorld world) {
        this.world = world;
    }

    // ---- what the engine says ----

    /**
     * The engine sends these offsets.
     *
     * @param owners the ownerships of each partition since the last rebalance, the present one last
     */
    Map<Integer, Point> judge(Map<TopicPartition, OffsetAndMetadata> offsets, Map<Integer, List<Ownership>> owners) {
        Map<Integer, Point> points = new HashMap<>();
        offsets.forEach((partition, commit) -> {
            List<Ownership> candidates = owners.getOrDefault(partition.partition(), List.of());
            OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
            String what = "commit of " + partition + " at " + commit.offset();
            if (!commit.metadata().isEmpty() && map.problem().isPresent()) {
                world.violate(
                        "I3",
                        what + " has a map that nobody can read: "
                                + map.problem().get());
            }
            Optional<String> wrong = Optional.of(what + ", which is not assigned");
            for (Ownership owner : candidates) { // a commit that was late for a seek is of an earlier one
                Point point = new Point(owner, commit, map.done());
                wrong = whatIsWrong(point);
                if (wrong.isEmpty()) {
                    points.put(owner.partition, point);
                }
            }
            Point meant = points.get(partition.partition());
            if (meant != null) {
                meant.owner.sentCommit = commit.offset();
                return;
            }
            wrong.ifPresent(violation -> world.violate("I1", violation));
        });
        return points;
    }

    private Optional<String> whatIsWrong(Point point) {
        Ownership owner = point.owner;
        long offset = point.commit.offset();
        String what = "commit of " + owner + " at " + offset;
        if (owner.start < 0 || offset < owner.start || offset > Math.max(owner.position, owner.start)) {
            return Optional.of(what + ", but it was read from " + owner.start + " to " + owner.position);
        }
        if (offset < owner.sentCommit) {
            return Optional.of(what + " goes back from " + owner.sentCommit);
        }
        if (offset > owner.prefix()) {
            return Optional.of(what + ", but " + owner.prefix() + " is not done");
        }
        BrokerLog log = world.logs.get(owner.partition);
        for (int range = 0; range < point.done.count(); range++) {
            world.count(Happening.COMMITTED_WITH_A_MAP);
            for (int i = log.indexOf(point.done.from(range));
                    i < log.entries.size() && log.entries.get(i).offset() < point.done.to(range);
                    i++) {
                long mapped = log.entries.get(i).offset();
                if (!isSettled(owner, mapped)) {
                    return Optional.of(what + " has a map that says " + mapped + " is done");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSettled(Ownership owner, long offset) {
        return offset >= owner.position
                ? owner.mapped.contains(offset)
                : owner.polled.stream().anyMatch(record -> record.offset == offset && record.isSettled());
    }

    // ---- what becomes of it ----

    /** The coordinator has committed it: from now on readers see what it holds. */
    void apply(Txn transaction) {
        world.count(Happening.COMMITTED);
        transaction.points.values().forEach(this::skip);
        for (Txn.Sent sent : transaction.written) {
            sent.records().forEach(record -> see(record, sent, transaction));
            sent.records().forEach(record -> logOf(record).done.set((int) record.offset));
        }
        transaction.points.forEach((partition, point) -> commit(world.logs.get(partition), point));
    }

    /** What the engine has skipped, as the policy allows, is done with the commit that says so. */
    private void skip(Point point) {
        BrokerLog log = world.logs.get(point.owner.partition);
        for (Polled record : point.owner.polled) {
            if (record.outcome == Outcome.Plain.SKIPPED && point.covers(record.offset)) {
                log.done.set((int) record.offset);
            }
        }
    }

    private void see(Polled record, Txn.Sent sent, Txn transaction) {
        BrokerLog log = logOf(record);
        int copies = log.copies.merge(record.offset, 1, Integer::sum);
        int allowed = 1 + log.repeats.getOrDefault(record.offset, 0);
        if (copies > allowed) {
            world.violate("I13", record + " is there " + copies + " times for readers of committed records");
        }
        Point point = transaction.points.get(record.owner.partition);
        if (point == null && !record.owner.gone) {
            world.violate("I13", "the output of " + record + " is committed without an offset");
        }
        if (point != null && point.owner == record.owner && !point.covers(record.offset)) {
            world.violate(
                    "I13",
                    "the output of " + record + " is committed, and the offset " + point.commit.offset()
                            + " says that it is not done");
        }
        if (world.settings.ordering() != Ordering.UNORDERED && record.key >= 0 && copies == 1) {
            long earlier = log.undeliveredBefore(record.key, record.offset);
            if (earlier >= 0 && sent.records().stream().noneMatch(each -> each.offset == earlier)) {
                world.violate("I5", "the output of " + record + " is there before that of " + earlier);
            }
        }
    }

    private void commit(BrokerLog log, Point point) {
        long to = point.done.isEmpty() ? point.commit.offset() : log.end;
        for (int i = 0; i < log.entries.size() && log.entries.get(i).offset() < to; i++) {
            long offset = log.entries.get(i).offset();
            if (point.covers(offset) && !log.done.get((int) offset) && !log.excused.get((int) offset)) {
                world.violate(
                        "I13",
                        log.partition + "@" + offset + " is committed as done by " + point.owner + " at "
                                + point.commit.offset() + ", and there is no output of it");
                return;
            }
        }
        log.committed = point.commit.offset();
        log.metadata = point.commit.metadata();
        log.committedLineage = point.owner.lineage;
        point.owner.origin = -1;
    }

    private BrokerLog logOf(Polled record) {
        return world.logs.get(record.owner.partition);
    }
}
