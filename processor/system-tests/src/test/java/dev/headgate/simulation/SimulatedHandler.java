package dev.headgate.simulation;

import dev.headgate.api.BatchContext;
import dev.headgate.api.BatchResult;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RejectedRecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** User code as it comes: quick, slow, failing, hung until it is interrupted, hung in spite of it. */
@SuppressWarnings("ThreadPriorityCheck")
final class SimulatedHandler {
    private static final long PATIENCE = 500_000_000;

    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final Witness witness;
    private final StrangeHandler strange;

    SimulatedHandler(SimulatedWorld world, SimulatedProcess process, Witness witness) {
        this.world = world;
        this.process = process;
        this.witness = witness;
        this.strange = new StrangeHandler(world, process, witness);
    }

    /** One by one. Returns what the sink is given: the records of one delivery. */
    Object handle(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        Polled polled = witness.of(record.value());
        world.note("handles " + polled + " attempt " + context.attempt());
        witness.handles(polled);
        noteAttempt(context.attempt());
        world.outside.judgeAndChange(record.headers(), context.headers(), polled);
        List<Polled> records = List.of(polled);
        strange.throwAnything(records, world.dice(21, context.partition(), context.offset(), context.attempt()));
        work(records, world.dice(1, context.partition(), context.offset(), context.attempt()));
        return returned(records);
    }

    /** A second stage. */
    Object pass(Object input, RecordContext context) throws Exception {
        List<Polled> records =
                ((List<?>) input).stream().map(Polled.class::cast).toList();
        world.outside.judgeHeaders(context.headers(), records.getFirst(), "a later stage");
        records.forEach(world.outside::judgeStart);
        strange.throwAnything(records, world.dice(24, context.partition(), context.offset(), context.attempt()));
        work(records, world.dice(4, context.partition(), context.offset(), context.attempt()));
        return returned(records);
    }

    /** What a handler returns that took its time is perhaps nobody's business any more. */
    private List<Polled> returned(List<Polled> records) {
        if (records.stream().anyMatch(record -> record.owner.gone)) {
            world.count(Happening.RETURNED_AFTER_THE_PARTITION_WAS_GONE);
        }
        return records;
    }

    CompletionStage<Object> begin(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        Polled polled = witness.of(record.value());
        world.note("begins " + polled + " attempt " + context.attempt());
        witness.handles(polled);
        noteAttempt(context.attempt());
        world.count(Happening.ASYNC_CALL);
        world.outside.judgeAndChange(record.headers(), context.headers(), polled);
        SplittableRandom cast = world.dice(21, context.partition(), context.offset(), context.attempt());
        if (cast.nextBoolean()) {
            strange.throwAnything(List.of(polled), cast);
        }
        Optional<Throwable> thrown = world.outside.handling(List.of(polled), cast);
        if (thrown.isPresent()) {
            strange.noteThrown(List.of(polled), thrown.get());
            return CompletableFuture.failedFuture(thrown.get());
        }
        SplittableRandom dice = world.dice(1, context.partition(), context.offset(), context.attempt());
        CompletableFuture<Object> call = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                world.count(Happening.ASYNC_CALL_CANCELLED);
                witness.failed(polled);
                return super.cancel(mayInterrupt);
            }
        };
        if (world.outside.isHungOn(polled)) {
            world.count(Happening.HANDLER_HUNG_ON_A_RECORD);
            return call;
        }
        Fate fate = fate(dice);
        long after = fate == Fate.SLOW ? SimulatedSink.milliseconds(dice, 400) : SimulatedSink.milliseconds(dice, 10);
        switch (fate) {
            case QUICK -> call.complete(List.of(polled));
            case BRIEF, SLOW -> process.schedule(() -> call.complete(returned(List.of(polled))), after);
            case HANGS, HANGS_ON -> world.untilHealed.add(() -> call.complete(List.of(polled)));
            case FAILS, REJECTS ->
                process.schedule(
                        () -> {
                            witness.failed(polled);
                            call.completeExceptionally(failure(fate));
                        },
                        after);
        }
        return call;
    }

    BatchResult<Object> handleTogether(List<ConsumerRecord<byte[], byte[]>> records, BatchContext context)
            throws Exception {
        List<Polled> polled =
                records.stream().map(record -> witness.of(record.value())).toList();
        world.note("handles together " + polled + " attempt " + context.attempt());
        world.count(Happening.BATCH_HANDLED);
        polled.forEach(witness::handles);
        noteAttempt(context.attempt());
        Polled first = polled.getFirst();
        for (int i = 0; i < polled.size(); i++) {
            world.outside.judgeAndChange(
                    records.get(i).headers(), context.context(i).headers(), polled.get(i));
        }
        SplittableRandom dice = world.dice(1, first.owner.partition, first.offset, context.attempt());
        try {
            strange.throwAnything(polled, world.dice(21, first.owner.partition, first.offset, context.attempt()));
            work(polled, dice);
        } catch (Throwable e) {
            world.count(Happening.BATCH_FAILED);
            throw e;
        }
        boolean _ = returned(polled).isEmpty();
        if (dice.nextInt(3) == 0) {
            return BatchResult.whole(polled);
        }
        List<RecordOutcome<Object>> outcomes = new ArrayList<>();
        for (Polled record : polled) {
            boolean fails = world.handlers != SimulatedWorld.Mood.HEALED && dice.nextInt(10) == 0;
            if (fails) {
                witness.failed(record);
            }
            outcomes.add(fails ? RecordOutcome.failed(new IOException("alone")) : RecordOutcome.done(List.of(record)));
        }
        return BatchResult.outcomes(outcomes);
    }

    private void noteAttempt(int attempt) {
        if (attempt > 1) {
            world.count(Happening.RETRIED);
        }
    }

    private enum Fate {
        QUICK,
        BRIEF,
        SLOW,
        HANGS,
        HANGS_ON,
        FAILS,
        REJECTS
    }

    private Fate fate(SplittableRandom dice) {
        int cast = dice.nextInt(100);
        return switch (world.handlers) {
            case HEALED -> Fate.QUICK;
            case SLOW -> cast < 50 ? Fate.SLOW : Fate.BRIEF;
            case FAILING, UNAVAILABLE, AWAY -> cast < 50 ? Fate.FAILS : Fate.QUICK;
            case SILENT -> cast < 40 ? Fate.HANGS : cast < 45 ? Fate.HANGS_ON : Fate.QUICK;
            case NORMAL ->
                cast < 55
                        ? Fate.QUICK
                        : cast < 80
                                ? Fate.BRIEF
                                : cast < 84
                                        ? Fate.SLOW
                                        : cast < 94 ? Fate.FAILS : cast < 97 ? Fate.REJECTS : Fate.HANGS;
        };
    }

    private void work(List<Polled> records, SplittableRandom dice) throws Exception {
        if (records.stream().anyMatch(world.outside::isHungOn)) {
            hangForEver(records);
        }
        if (world.outside.outlastsItsInterrupt(records.getFirst())) {
            strange.outlast(records);
            return;
        }
        Fate fate = fate(dice);
        switch (fate) {
            case QUICK -> {
                if (dice.nextInt(4) == 0) {
                    Thread.yield();
                }
            }
            case BRIEF -> spend(SimulatedSink.milliseconds(dice, 15), records);
            case SLOW -> {
                world.count(Happening.HANDLER_SLOW);
                spend(SimulatedSink.milliseconds(dice, 400), records);
            }
            case HANGS, HANGS_ON -> hang(fate == Fate.HANGS_ON, records);
            case FAILS, REJECTS -> {
                records.forEach(witness::failed);
                throw failure(fate);
            }
        }
    }

    private Exception failure(Fate fate) {
        world.count(fate == Fate.FAILS ? Happening.HANDLER_FAILED : Happening.HANDLER_REJECTED);
        return fate == Fate.FAILS
                ? new IOException("this time")
                : new RejectedRecordException("always", new IOException());
    }

    private void spend(long nanos, List<Polled> records) throws InterruptedException {
        long end = world.time.now() + nanos;
        while (world.time.now() < end) {
            process.park(this, end - world.time.now());
            throwIfInterrupted(records);
        }
    }

    private void hang(boolean deaf, List<Polled> records) throws InterruptedException {
        world.count(Happening.HANDLER_HUNG);
        world.note("hangs: " + records);
        Thread me = Thread.currentThread();
        boolean[] healed = {world.handlers == SimulatedWorld.Mood.HEALED};
        long begun = world.time.now();
        boolean[] ended = {false};
        world.untilHealed.add(() -> {
            healed[0] = true;
            if (!deaf && !ended[0] && !process.isKilled()) {
                judgePatience(begun, records);
            }
            LockSupport.unpark(me);
        });
        while (!healed[0]) {
            LockSupport.park(this);
            if (deaf) {
                boolean _ = Thread.interrupted();
            } else if (Thread.currentThread().isInterrupted()) {
                ended[0] = true;
                throwIfInterrupted(records);
            }
        }
    }

    /** Whatever else becomes of the world; told to end, it does. */
    private void hangForEver(List<Polled> records) throws InterruptedException {
        world.count(Happening.HANDLER_HUNG_ON_A_RECORD);
        long begun = world.time.now();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
        judgePatience(begun, records);
        throwIfInterrupted(records);
    }

    /** An attempt that listens to interrupts is not left to hang for long beyond its time. */
    private void judgePatience(long begun, List<Polled> records) {
        long timeout = world.settings.attemptTimeoutMs() * 1_000_000L;
        if (timeout > 0 && world.time.now() - begun > timeout + PATIENCE) {
            world.violate(
                    "cancel",
                    records + " hung for " + (world.time.now() - begun) / 1_000_000 + " ms; an attempt may" + " take "
                            + world.settings.attemptTimeoutMs());
        }
    }

    private void throwIfInterrupted(List<Polled> records) throws InterruptedException {
        if (Thread.interrupted()) {
            world.count(Happening.HUNG_HANDLER_INTERRUPTED);
            world.note("interrupted: " + records);
            records.forEach(witness::failed);
            throw new InterruptedException("cancelled");
        }
    }
}
