package dev.headgate.simulation;

import dev.headgate.api.OutOfRange;
import dev.headgate.state.EngineState;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs one history: lets the world do its steps to an engine, starts another engine where one has ended, and in the end
 * heals everything and waits until all is done. Looks after each tick whether something was violated.
 */
final class Simulation {
    private static final long MILLI = 1_000_000;
    private static final long MOST_TICKS = 400_000;
    private static final long RESTART = 40 * MILLI;
    private static final long LOOK = 50 * MILLI;
    private static final long HEALING = 60_000 * MILLI;
    private static final long PATIENCE = 5_000 * MILLI;
    private static final long GRACE = 6_000 * MILLI;

    private final History history;
    private final SimulatedWorld world;
    private final SplittableRandom seeds;
    private final Script script;
    private SimulatedEngine engine;
    private boolean scriptIsOver;
    private boolean healing;
    private long healedAt;
    private boolean finished;

    private Simulation(History history) {
        this.history = history;
        this.world = new SimulatedWorld(history.seed(), history.settings());
        this.seeds = new SplittableRandom(history.seed() ^ 0x5EED);
        this.script = new Script(world);
        this.engine = new SimulatedEngine(world, seeds.nextLong());
    }

    static Result run(History history) {
        return new Simulation(history).run();
    }

    private Result run() {
        assignAll();
        scheduleSteps();
        look();
        long ticks = 0;
        try {
            while (!finished && world.violation().isEmpty() && world.time.step()) {
                if (++ticks > MOST_TICKS) {
                    world.violate("I16", "no end after " + ticks + " ticks");
                }
                engine.witness.shows(engine.snapshot());
            }
        } catch (RuntimeException | AssertionError e) {
            world.violate("simulation", e.toString());
        }
        if (world.violation().isEmpty() && !finished) {
            world.violate("I16", "nothing will ever happen again");
        }
        return new Result(world.violation(), world.happenings, ticks, world.digest(), world.lines());
    }

    private void scheduleSteps() {
        long at = 0;
        for (Step step : history.steps()) {
            at += step.delayMs() * MILLI;
            world.time.after(at, () -> {
                world.note(step.toString());
                if (step.kind() == Step.Kind.KILL) {
                    kill();
                } else {
                    script.play(step, engine);
                }
            });
        }
        world.time.after(at + LOOK, () -> scriptIsOver = true);
    }

    private void assignAll() {
        Set<Integer> all = new TreeSet<>();
        for (int partition = 0; partition < world.settings.partitions(); partition++) {
            all.add(partition);
        }
        engine.consumer.change(new SimulatedConsumer.GroupChange(SimulatedConsumer.GroupChange.Kind.COOPERATIVE, all));
    }

    private void kill() {
        if (!engine.hasEnded() && !engine.process.isKilled()) {
            world.count(Happening.KILLED);
            engine.kill();
        }
    }

    /** Looks now and then how things stand, and does what comes next. */
    private void look() {
        if (engine.process.isKilled()) {
            startAnother();
        } else if (engine.hasEnded()) {
            afterTheEnd();
        } else if (engine.isShutDown()) {
            judgeDeadline();
        } else if (engine.hasRunOutOfMemory()) {
            engine.judgeItEnds(mostToEnd());
        } else if (scriptIsOver && !healing && !world.settings.ended()) {
            heal();
        } else if (scriptIsOver && !healing) {
            engine.shutDown();
        } else if (healing) {
            watchHealing();
        }
        if (!finished) {
            world.time.after(healing ? LOOK : RESTART, this::look);
        }
    }

    private void afterTheEnd() {
        judgeEnd();
        engine.leave();
        if (healing && engine.state() == EngineState.CLOSED && isAllDone()) {
            finished = true;
            return;
        }
        startAnother();
        if (scriptIsOver && !healing) {
            heal();
        }
    }

    private void startAnother() {
        for (BrokerLog log : world.logs) {
            if (log.committed >= 0
                    && log.committed < log.start
                    && world.settings.outOfRange() == OutOfRange.HALT
                    && !world.coordinator.isPending(log.partition)) {
                log.committed = log.start; // as the message that it halted with advises
                log.metadata = "";
                log.mayRepeatFrom(log.start, log.start); // since nothing says any more what was done beyond
            }
        }
        engine = new SimulatedEngine(world, seeds.nextLong());
        world.note("another engine starts");
        assignAll();
    }

    private void judgeDeadline() {
        long most = mostToEnd();
        if (world.time.now() - engine.shutDownAt() > most) {
            world.violate("I14", "no end " + most / MILLI + " ms after the shutdown was asked for");
        }
    }

    /** How long an engine takes to end, at most. */
    private long mostToEnd() {
        return (world.settings.drainMs() + 3L * world.settings.revokeMs()) * MILLI + GRACE;
    }

    private void judgeEnd() {
        EngineState state = engine.state();
        boolean halted = engine.witness.haltedCount() > 0;
        boolean outOfRange =
                engine.consumer.positions().hasThrownOutOfRange() && world.settings.outOfRange() == OutOfRange.HALT;
        switch (state) {
            case CLOSED, CUT -> {
                world.count(state == EngineState.CLOSED ? Happening.CLOSED : Happening.CUT);
                if (!engine.isShutDown()) {
                    world.violate("I14", "the engine ended by itself as " + state);
                }
                if (state == EngineState.CLOSED && engine.witness.inFlight() > 0) {
                    world.violate("I14", "closed with " + engine.witness.inFlight() + " records in flight");
                }
                if (!world.settings.exactlyOnce() || state == EngineState.CLOSED) {
                    engine.consumer.judgeEnd();
                }
            }
            case FAILED -> {
                if (outOfRange && !halted) {
                    world.count(Happening.OUT_OF_RANGE_HALTED);
                }
                boolean fenced = engine.consumer.fences >= 5;
                if (!halted && !outOfRange && !fenced && !engine.hasRunOutOfMemory()) {
                    world.violate("failed", engine.snapshot().lastError().orElse("for no reason"));
                }
            }
            default -> world.violate("I14", "the engine ended in state " + state);
        }
    }

    private void heal() {
        healing = true;
        healedAt = world.time.now();
        world.count(Happening.HEALED);
        world.note("everything heals");
        world.heal();
        world.logs.forEach(log -> log.poisonBefore = log.end);
        script.healed(engine);
        assignAll();
    }

    private void watchHealing() {
        feedWhilePoisonIsLeft();
        if (world.time.now() - healedAt > PATIENCE) {
            judgePatience();
        }
        if (isAllDone()) {
            engine.shutDown();
        } else if (world.time.now() - healedAt > HEALING) {
            world.violate(
                    "I16", "still not done " + HEALING / MILLI + " ms after everything healed: " + whatIsMissing());
        }
    }

    /** Nothing hangs any more. So nothing is left of partitions that are gone, and an engine that waits for a day is started again. */
    private void judgePatience() {
        engine.judgeNothingIsKept();
        if (world.outside.isLeftAloneForLong && engine.isDownstreamUnavailable() && !engine.hasEnded()) {
            world.outside.isLeftAloneForLong = false;
            kill();
        }
    }

    /** Whether a record or the sink is to blame shows in what becomes of others. */
    private void feedWhilePoisonIsLeft() {
        boolean isLeft = world.polled.stream()
                .anyMatch(record -> record.isInFlight() && !record.owner.gone && record.isPoison(world));
        if (isLeft) {
            world.logs.forEach(log -> log.append(-1));
            engine.consumer.wake();
        }
    }

    private boolean isAllDone() {
        return world.logs.stream().allMatch(log -> log.firstNotDone() < 0 && log.isCommittedToTheEnd());
    }

    private String whatIsMissing() {
        StringBuilder missing = new StringBuilder();
        for (BrokerLog log : world.logs) {
            missing.append(" partition ")
                    .append(log.partition)
                    .append(": end ")
                    .append(log.end)
                    .append(", committed ")
                    .append(log.committed)
                    .append(", not done ")
                    .append(log.firstNotDone());
        }
        return missing.toString();
    }
}
