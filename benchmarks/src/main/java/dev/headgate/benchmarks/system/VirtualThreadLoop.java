package dev.headgate.benchmarks.system;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * The least that handles records side by side: a virtual thread for each record, at most {@code workers} of them by a
 * semaphore. The ceiling for handlers that block, and no more than that: no order, and positions are committed whether or
 * not the records before them have been handled, so a crash loses records. Has no batches and no output.
 *
 * <p>What is in flight at the end gets {@link PollThreads#STOP_WITHIN}, and is left behind on its daemon threads after
 * that.
 */
public final class VirtualThreadLoop implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Refusal.unlessUnordered(SystemName.THREADS, setup);
        Refusal.ofOutput(SystemName.THREADS, setup);
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(Consumers.consumer(setup));
        Loop loop = new Loop(consumer, work, setup.workers());
        return PollThreads.start(SystemName.THREADS, stopped -> {
            try (consumer) {
                consumer.subscribe(List.of(setup.topic()));
                loop.run(stopped);
            }
        });
    }

    private static final class Loop {
        private final Consumer<byte[], byte[]> consumer;
        private final Work work;
        private final int workers;
        private final Semaphore free;
        private final FirstFailure failure = new FirstFailure();

        Loop(Consumer<byte[], byte[]> consumer, Work work, int workers) {
            this.consumer = consumer;
            this.work = work;
            this.workers = workers;
            this.free = new Semaphore(workers);
        }

        void run(BooleanSupplier stopped) throws InterruptedException {
            CommitClock clock = new CommitClock();
            while (!stopped.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(PollThreads.POLL)) {
                    free.acquire();
                    var _ = Thread.startVirtualThread(() -> handle(each));
                }
                failure.throwIfAny();
                if (clock.isDue()) {
                    consumer.commitAsync();
                }
            }
            boolean _ = free.tryAcquire(workers, PollThreads.STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            consumer.commitSync(PollThreads.STOP_WITHIN);
        }

        private void handle(ConsumerRecord<byte[], byte[]> each) {
            try {
                var _ = work.handle(each.value(), each.partition(), each.offset());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                failure.report(e);
            } finally {
                free.release();
            }
        }
    }
}
