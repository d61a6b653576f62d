package dev.headgate.simulation;

import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.simulation.SimulatedConsumer.GroupChange;
import java.util.Set;
import java.util.TreeSet;

/** What each kind of step does to the world and to the engine that runs at the time. */
final class Script {
    private static final SimulatedWorld.Mood[] MOODS = {
        SimulatedWorld.Mood.NORMAL,
        SimulatedWorld.Mood.SLOW,
        SimulatedWorld.Mood.FAILING,
        SimulatedWorld.Mood.UNAVAILABLE,
        SimulatedWorld.Mood.SILENT,
        SimulatedWorld.Mood.AWAY
    };

    private final SimulatedWorld world;

    Script(SimulatedWorld world) {
        this.world = world;
    }

    void play(Step step, SimulatedEngine engine) {
        int partition = step.a() % world.settings.partitions();
        BrokerLog log = world.logs.get(partition);
        SimulatedConsumer consumer = engine.consumer;
        switch (step.kind()) {
            case PRODUCE -> produce(log, 1 + step.b() % 24, step.a() ^ step.b());
            case LEAVE_A_GAP -> log.leaveGap(1 + step.b() % 5);
            case EAGER -> consumer.change(new GroupChange(GroupChange.Kind.EAGER, some(step.a())));
            case COOPERATIVE -> consumer.change(new GroupChange(GroupChange.Kind.COOPERATIVE, some(step.a())));
            case LOST -> consumer.change(new GroupChange(GroupChange.Kind.LOST, some(step.a())));
            case OTHER_MEMBER_WORKS -> otherMemberWorks(log, 1 + step.b() % 6, engine);
            case FOREIGN_METADATA -> foreignMetadata(log, step.b(), engine);
            case COMMITS_FAIL -> consumer.channel.failing = 1 + step.a() % 5;
            case POLLS_FAIL -> consumer.failingPolls = 1 + step.a() % 3;
            case READS_FAIL -> consumer.failingReads = 1;
            case HANDLERS_ARE -> {
                world.handlers = MOODS[step.a() % MOODS.length];
                world.outages += world.handlers == SimulatedWorld.Mood.AWAY ? 1 : 0;
            }
            case SINK_IS -> {
                world.sink = MOODS[step.a() % MOODS.length];
                world.outages += world.sink == SimulatedWorld.Mood.AWAY ? 1 : 0;
            }
            case PAUSE -> engine.pause(true);
            case RESUME -> engine.pause(false);
            case PAUSE_PARTITION -> engine.pause(partition, true);
            case RESUME_PARTITION -> engine.pause(partition, false);
            case SEEK -> engine.seek(partition, log.start + step.b() % (log.end - log.start + 1));
            case RETENTION -> log.deleteBefore(log.start + step.b() % (log.end - log.start + 1));
            case SHUT_DOWN -> engine.shutDown();
            case KILL -> throw new IllegalStateException("the simulation itself does that");
        }
        consumer.wake();
    }

    private void produce(BrokerLog log, int count, int mix) {
        for (int i = 0; i < count; i++) {
            int drawn = Math.floorMod((mix + i) * 31 + i * i, world.settings.keys() + 1);
            log.append(drawn - 1);
        }
    }

    private Set<Integer> some(int mask) {
        Set<Integer> some = new TreeSet<>();
        for (int partition = 0; partition < world.settings.partitions(); partition++) {
            if ((mask >> partition & 1) != 0) {
                some.add(partition);
            }
        }
        return some;
    }

    /** The owner of the partition while this engine isn't: works from the committed offset on, and commits. */
    private void otherMemberWorks(BrokerLog log, int count, SimulatedEngine engine) {
        boolean ours = engine.consumer.isOwned(log.partition) && !engine.consumer.channel.fenced && !engine.hasEnded();
        if (ours || log.committed < 0 || world.coordinator.isPending(log.partition)) {
            return;
        }
        world.count(Happening.OTHER_MEMBER_WORKED);
        if (world.settings.exactlyOnce()) {
            otherMemberWorksExactly(log, count);
            return;
        }
        long from = Math.max(log.committed, log.start);
        long to = from;
        for (int i = log.indexOf(from); i < log.entries.size() && i < log.indexOf(from) + count; i++) {
            long offset = log.entries.get(i).offset();
            log.done.set((int) offset);
            log.handed.set((int) offset);
            to = offset + 1;
        }
        log.committed = to;
        log.metadata = "";
    }

    /** The same with outputs and offset in one transaction, passing over what the map says is done. */
    private void otherMemberWorksExactly(BrokerLog log, int count) {
        OffsetRanges done = OffsetMapCodec.decode(
                        log.metadata, SimulatedConsumer.partition(log.partition), log.committed)
                .done();
        long mapped = done.isEmpty() ? -1 : done.to(done.count() - 1);
        long to = Math.max(log.committed, log.start);
        int worked = 0;
        for (int i = log.indexOf(to); i < log.entries.size() && (worked < count || to < mapped); i++) {
            long offset = log.entries.get(i).offset();
            if (!done.contains(offset)) {
                int copies = log.copies.merge(offset, 1, Integer::sum);
                if (copies > 1 + log.repeats.getOrDefault(offset, 0)) {
                    world.violate("I13", log.partition + "@" + offset + " was done, and isn't by what is committed");
                }
                log.done.set((int) offset);
                worked++;
            }
            to = offset + 1;
        }
        log.committed = to;
        log.metadata = "";
        log.committedLineage = -1;
    }

    private void foreignMetadata(BrokerLog log, int what, SimulatedEngine engine) {
        if (world.settings.exactlyOnce()) {
            engine.fence(); // a map that somebody has spoilt stops the engine there; this is worth more
        } else if (!engine.consumer.isOwned(log.partition) && log.committed >= 0) {
            world.count(Happening.FOREIGN_METADATA);
            log.metadata = what % 2 == 0 ? "somebody else's" : "hg1:" + log.metadata + "AAAA";
        }
    }

    /** Nothing that this script did to the engine lasts. */
    void healed(SimulatedEngine engine) {
        engine.pause(false);
        for (BrokerLog log : world.logs) {
            engine.pause(log.partition, false);
        }
        engine.consumer.channel.failing = 0;
        engine.consumer.failingPolls = 0;
        engine.consumer.failingReads = 0;
    }
}
