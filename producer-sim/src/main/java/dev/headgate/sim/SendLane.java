package dev.headgate.sim;

import dev.headgate.sim.random.SeededRandom;
import dev.headgate.sim.rate.Pacer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** One of the Kafka producers of a run and the thread that sends with it, from the first connection to the last ack. */
final class SendLane {

    private final SendLoop.Shared shared;
    private final Producer<byte[], byte[]> producer;
    private final String producerId;
    private final Pacer pacer;
    private final StartLine line;
    private final long backlog;
    private final long arrivals;
    private final Thread thread;
    private final CompletableFuture<Long> ended = new CompletableFuture<>();
    private final Object lifecycle = new Object();
    private boolean sending;
    private volatile boolean stopRequested;
    private volatile @Nullable SendLoop loop;

    SendLane(SendLoop.Shared shared, int index, Producer<byte[], byte[]> producer, StartLine line) {
        SimOptions options = shared.options();
        int lanes = options.producers().count();
        this.shared = shared;
        this.producer = producer;
        this.producerId = options.producers().ids().get(index);
        this.line = line;
        this.backlog = part(options.load().backlog(), index, lanes);
        this.arrivals = line.isBacklogOnly()
                ? 0
                : options.load().records().isPresent()
                        ? part(options.load().records().getAsLong(), index, lanes)
                        : Long.MAX_VALUE;
        long own = new SeededRandom(options.seed(), producerId).nextLong();
        this.pacer = new Pacer(
                shared.control().profile(),
                index,
                lanes,
                options.meanWeight(),
                options.load().arrivals(),
                new SeededRandom(own, "arrivals"));
        this.thread =
                Thread.ofPlatform().name("headgate-sim-" + producerId).daemon().unstarted(this::run);
    }

    private static long part(long all, int index, int lanes) {
        return all / lanes + (index < all % lanes ? 1 : 0);
    }

    /** Once. */
    void start() {
        synchronized (lifecycle) {
            sending = true;
            thread.start();
        }
    }

    /** Any thread: nothing more is sent. */
    void stop() {
        stopRequested = true;
        @Nullable SendLoop now = loop;
        if (now != null) {
            now.requestStop();
        }
        synchronized (lifecycle) {
            // Only while it sends: an interrupt later on would cut the flush short.
            if (sending) {
                thread.interrupt();
            }
        }
    }

    /** When it ended, on the clock of the run; after the flush. */
    CompletableFuture<Long> ended() {
        return ended;
    }

    /** Arrivals due by then that are neither sent nor missed. Any thread. */
    double behind(long elapsedNanos) {
        @Nullable SendLoop now = loop;
        return now == null ? 0 : now.behind(elapsedNanos);
    }

    /** Of a lane that was never started. */
    void closeUnstarted(Duration timeout) {
        producer.close(timeout);
    }

    private void run() {
        try {
            send();
            long sendEnd = shared.clock().nanoTime();
            flush();
            ended.complete(sendEnd);
        } catch (Throwable e) {
            ended.completeExceptionally(e);
            throw e;
        }
    }

    private void send() {
        boolean arrived = false;
        try {
            // Otherwise each send without metadata would block and fail on its own, for max.block.ms each.
            int partitions = producer.partitionsFor(shared.options().topic()).size();
            SendLoop made =
                    new SendLoop(shared, producer, new RecordStream(shared.options(), producerId, partitions), pacer);
            loop = made;
            if (stopRequested) {
                made.requestStop();
            }
            made.connect();
            made.fill(backlog);
            arrived = true;
            long start = line.await();
            made.run(start, arrivals);
        } catch (InterruptException e) {
            if (!stopRequested) {
                shared.stats().error(e);
            }
        } catch (RuntimeException e) {
            shared.stats().error(e);
        } finally {
            if (!arrived) {
                line.leave();
            }
            synchronized (lifecycle) {
                sending = false;
                // One that came too late to be needed would cut the flush short.
                Thread.interrupted();
            }
        }
    }

    private void flush() {
        try {
            // Unlike flush(), it has a deadline, and fails what is left by then.
            producer.close(shared.options().producers().flushTimeout());
        } catch (RuntimeException e) {
            shared.stats().error(e);
        }
    }
}
