package dev.headgate.sim;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the load simulator: sends stamped records at a constant rate from a thread of its own, and measures how
 * long each takes to be acknowledged. Arrivals do not wait for acks. All methods may be called from any thread.
 *
 * <pre>{@code
 * try (Simulator sim = new Simulator(options, () -> new KafkaProducer<>(properties))) {
 *     sim.start();
 *     ... sim.progress() ...
 *     sim.stop();
 *     SimReport report = sim.await(Duration.ofSeconds(40));
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);
    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(10);

    private final SimOptions options;
    private final Producer<byte[], byte[]> producer;
    private final SimClock clock;
    private final Schedule schedule;
    private final SendLoop loop;
    private final Thread thread;
    private final RunStats stats = new RunStats();
    private final CompletableFuture<SimReport> ended = new CompletableFuture<>();
    private final Object lifecycle = new Object();
    // Guarded by lifecycle.
    private boolean used;
    private boolean sending;
    // Written once by the simulator's thread, before started.
    private long startNanos;
    private volatile boolean started;

    /**
     * Makes a run that has not started. The producer is made here, by the calling thread, and closed by the simulator.
     *
     * @throws RuntimeException what the supplier throws, such as a KafkaException for a wrong client property
     */
    public Simulator(SimOptions options, Supplier<? extends Producer<byte[], byte[]>> producers) {
        this(options, producers, SimClock.SYSTEM);
    }

    Simulator(SimOptions options, Supplier<? extends Producer<byte[], byte[]>> producers, SimClock clock) {
        this.options = options;
        this.clock = clock;
        this.schedule = new Schedule(options);
        this.producer = producers.get();
        this.loop = new SendLoop(options, schedule, producer, stats, clock);
        this.thread = Thread.ofPlatform()
                .name("headgate-sim-" + options.producerId())
                .daemon()
                .unstarted(this::run);
    }

    /**
     * Starts the run and returns at once. The simulator's thread first asks the brokers for the topic's partitions,
     * which takes up to the producer's max.block.ms; the time of the run starts after it. Without an answer, the run
     * ends with that error and no record sent.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        synchronized (lifecycle) {
            if (used) {
                throw new IllegalStateException("run " + options.runId() + " was started or closed before");
            }
            used = true;
            sending = true;
            thread.start();
        }
    }

    /**
     * Asks the run to end and returns at once: nothing more is sent, and records in flight get the flush timeout of
     * the options to be acknowledged. Does nothing if the run has ended or is ending.
     */
    public void stop() {
        loop.requestStop();
        synchronized (lifecycle) {
            // Only while it sends: an interrupt later on would cut the flush short.
            if (sending) {
                thread.interrupt();
            }
        }
    }

    /** The run so far. Costs some 100 microseconds, so ask a few times a second at most. */
    public SimProgress progress() {
        // Acks before sends, so that no record is acked that is not sent.
        LatencySummary corrected = stats.corrected();
        LatencySummary uncorrected = stats.uncorrected();
        long acked = stats.acked();
        long failed = stats.failed();
        long sent = stats.sent();
        if (ended.isDone() && !ended.isCompletedExceptionally()) {
            SimReport report = ended.join();
            return new SimProgress(report.elapsed(), sent, report.acked(), report.failed(), 0, corrected, uncorrected);
        }
        long elapsed = started ? clock.nanoTime() - startNanos : 0;
        long behind = started && !loop.stopRequested() ? Math.max(0, schedule.dueBy(elapsed) - sent) : 0;
        return new SimProgress(Duration.ofNanos(elapsed), sent, acked, failed, behind, corrected, uncorrected);
    }

    /**
     * Waits for the end of the run and returns its report.
     *
     * @throws TimeoutException if it has not ended by then; it goes on
     * @throws InterruptedException if the calling thread is interrupted; the run goes on
     * @throws IllegalStateException if the simulator itself broke
     */
    public SimReport await(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            return ended.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("run " + options.runId() + " broke", e.getCause());
        }
    }

    /** Stops the run if need be and waits for its end, up to the flush timeout of the options and ten seconds. */
    @Override
    public void close() {
        stop();
        if (!markUsed()) {
            producer.close(options.flushTimeout());
            ended.completeExceptionally(new IllegalStateException("it was closed before it started"));
        }
        if (ended.isDone()) {
            return;
        }
        try {
            await(options.flushTimeout().plus(CLOSE_MARGIN));
        } catch (TimeoutException e) {
            log.warn("Run {} did not end in time; its thread is left behind", options.runId());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean markUsed() {
        synchronized (lifecycle) {
            boolean before = used;
            used = true;
            return before;
        }
    }

    private void run() {
        try {
            send();
            long sendEnd = clock.nanoTime();
            flush();
            ended.complete(report(sendEnd));
        } catch (Throwable e) {
            ended.completeExceptionally(e);
            throw e;
        }
    }

    private void send() {
        try {
            // Otherwise each send without metadata would block and fail on its own, for max.block.ms each.
            producer.partitionsFor(options.topic());
            startNanos = clock.nanoTime();
            started = true;
            loop.run(startNanos);
        } catch (InterruptException e) {
            if (!loop.stopRequested()) {
                stats.error(e);
            }
        } catch (RuntimeException e) {
            stats.error(e);
        } finally {
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
            producer.close(options.flushTimeout());
        } catch (RuntimeException e) {
            stats.error(e);
        }
    }

    private SimReport report(long sendEnd) {
        long sent = stats.sent();
        long acked = stats.acked();
        long elapsed = started ? Math.max(sendEnd, stats.lastAckNanos()) - startNanos : 0;
        return new SimReport(
                options.runId(),
                options.producerId(),
                sent,
                acked,
                sent - acked,
                stats.unsent(),
                Duration.ofNanos(elapsed),
                elapsed == 0 ? 0 : acked * 1e9 / elapsed,
                stats.corrected(),
                stats.uncorrected(),
                stats.firstError());
    }
}
