package dev.headgate.simulation;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionalSink;
import dev.headgate.internal.dispatch.Transactions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real transactional sink, with the witness looking at what goes in and what comes back. */
final class ExactSink<R> implements TransactionalSink<R> {
    private final SimulatedWorld world;
    private final Witness witness;
    private final Real<R> real;

    /** What is different between outputs and dead letters. */
    private record Real<R>(TransactionalSink<?> sink, Delivering<R> delivering, Records<R> records, boolean dead) {}

    @FunctionalInterface
    private interface Delivering<R> {
        CompletionStage<Ack> deliver(R result, RecordContext context) throws Exception;
    }

    @FunctionalInterface
    private interface Records<R> {
        List<Polled> of(R result);
    }

    private ExactSink(SimulatedWorld world, Witness witness, Real<R> real) {
        this.world = world;
        this.witness = witness;
        this.real = real;
    }

    static ExactSink<Object> outputs(SimulatedWorld world, Witness witness, TransactionalSink<Output> sink) {
        return new ExactSink<>(
                world,
                witness,
                new Real<>(
                        sink,
                        (result, context) -> sink.deliver(encode(recordsOf(result)), context),
                        ExactSink::recordsOf,
                        false));
    }

    static ExactSink<DeadLetter> deadLetters(
            SimulatedWorld world, Witness witness, TransactionalSink<DeadLetter> sink) {
        return new ExactSink<>(
                world,
                witness,
                new Real<>(
                        sink,
                        sink::deliver,
                        letter -> List.of(witness.of(letter.record().value())),
                        true));
    }

    private static List<Polled> recordsOf(Object result) {
        return ((List<?>) result).stream().map(Polled.class::cast).toList();
    }

    private static Output encode(List<Polled> records) {
        ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * records.size());
        records.forEach(record -> ids.putInt(record.id));
        return Output.of(new byte[0], ids.array());
    }

    @Override
    public CompletionStage<Ack> deliver(R result, RecordContext context) throws Exception {
        List<Polled> records = real.records.of(result);
        world.note((real.dead ? "dead-letters " : "delivers ") + records + " attempt " + context.attempt());
        if (!real.dead) {
            witness.delivers(records);
        }
        CompletionStage<Ack> delivery;
        try {
            delivery = real.delivering.deliver(result, context);
        } catch (Exception e) {
            world.note("the sink throws for " + records + ": " + e.getMessage());
            Txn.Sent sent = new Txn.Sent(records, real.dead);
            if (e instanceof RejectedRecordException && !sent.isOfSeveral() && !sent.isTooLarge(world)) {
                world.violate("blame", sent.name() + " is held to be refused, and the topic takes it");
            }
            records.forEach(e instanceof TransactionFailedException ? witness::broken : witness::failed);
            throw e;
        }
        Consumer<Polled> done = real.dead ? witness::deadLettered : witness::acked;
        return delivery.whenComplete((_, failure) -> {
            world.note("the sink says of " + records + ": " + said(failure));
            records.forEach(failure == null ? done : witness::broken);
        });
    }

    private static String said(@Nullable Throwable failure) {
        return failure == null ? "it is in the transaction" : String.valueOf(failure.getMessage());
    }

    @Override
    public Transactions transactions() {
        return real.sink.transactions();
    }

    @Override
    public boolean keepsOrder() {
        return real.sink.keepsOrder();
    }

    @Override
    public boolean boundsDelivery() {
        return real.sink.boundsDelivery();
    }

    @Override
    public void close() {
        real.sink.close();
    }
}
