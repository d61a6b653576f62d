package dev.headgate.simulation;

import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Holds each commit against what really was done: I1, I3, I7 and I11. */
final class CommitJudge {
    private final SimulatedWorld world;

    CommitJudge(SimulatedWorld world) {
        this.world = world;
    }

    /** The engine sends this commit for a partition it owns. */
    void judge(Ownership owner, OffsetAndMetadata commit) {
        BrokerLog log = world.logs.get(owner.partition);
        long offset = commit.offset();
        String what = "commit of " + owner + " at " + offset;
        if (owner.gone) {
            world.violate("I7", what + ", which is gone");
        }
        if (owner.start < 0 || offset < owner.start || offset > Math.max(owner.position, owner.start)) {
            world.violate("I11", what + ", but it was read from " + owner.start + " to " + owner.position);
        }
        if (offset < owner.sentCommit) {
            world.violate("I1", what + " goes back from " + owner.sentCommit);
        }
        owner.sentCommit = offset;
        if (offset > owner.prefix()) {
            world.violate("I1", what + ", but " + owner.prefix() + " is not done");
        }
        for (int i = 0; i < log.entries.size() && log.entries.get(i).offset() < offset; i++) {
            int record = (int) log.entries.get(i).offset();
            if (!log.done.get(record) && !log.excused.get(record)) {
                world.violate("I1", what + ", but nobody ever acknowledged " + record);
                return;
            }
        }
        judgeMap(owner, log, commit, what);
    }

    private void judgeMap(Ownership owner, BrokerLog log, OffsetAndMetadata commit, String what) {
        if (commit.metadata().isEmpty()) {
            return;
        }
        TopicPartition partition = new TopicPartition(Settings.TOPIC, owner.partition);
        OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
        if (map.problem().isPresent()) {
            world.violate(
                    "I3",
                    what + " has a map that nobody can read: " + map.problem().get());
        }
        world.count(Happening.COMMITTED_WITH_A_MAP);
        OffsetRanges done = map.done();
        for (int range = 0; range < done.count(); range++) {
            for (int i = log.indexOf(done.from(range));
                    i < log.entries.size() && log.entries.get(i).offset() < done.to(range);
                    i++) {
                judgeMapped(owner, log, log.entries.get(i).offset(), what);
            }
        }
    }

    private void judgeMapped(Ownership owner, BrokerLog log, long offset, String what) {
        boolean settled = offset >= owner.position
                ? owner.mapped.contains(offset)
                : owner.polled.stream().anyMatch(record -> record.offset == offset && record.isSettled());
        if (!settled || (!log.done.get((int) offset) && !log.excused.get((int) offset))) {
            world.violate("I3", what + " has a map that says " + offset + " is done");
        }
    }

    /** The engine has ended, and its last commit came through. */
    void judgeLast(Ownership owner) {
        BrokerLog log = world.logs.get(owner.partition);
        if (owner.polled.isEmpty()) {
            return;
        }
        if (log.committed < 0 || log.hasRecordIn(log.committed, owner.prefix())) {
            world.violate(
                    "I14",
                    "the engine ended and left " + owner + " at " + log.committed + ", though all below "
                            + owner.prefix() + " is done");
        }
    }
}
