package dev.headgate.sim;

import dev.headgate.sim.rate.RateControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the load simulator: sends stamped records from a thread for each Kafka producer, and measures how long each
 * record takes to be acknowledged. All methods may be called from any thread.
 *
 * <pre>{@code
 * try (Simulator sim = new Simulator(options, () -> new KafkaProducer<>(properties))) {
 *     sim.start();
 *     return sim.await(Duration.ofSeconds(40));
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);
    private static final Duration CLOSE_MARGIN = Duration.ofSeconds(10);

    private final SimOptions options;
    private final SimClock clock;
    private final RateControl control;
    private final StartLine line;
    private final List<SendLane> lanes = new ArrayList<>();
    private final RunStats stats = new RunStats();
    private final CompletableFuture<SimReport> ended;
    private final Object lifecycle = new Object();
    private boolean used;
    private volatile long fillStart;

    /**
     * Makes a run that has not started. The producers are made here, by the calling thread, and closed by the simulator.
     *
     * @param producers called once for each producer
     * @throws RuntimeException what the supplier throws, such as a KafkaException for a wrong client property
     */
    public Simulator(SimOptions options, Supplier<? extends Producer<byte[], byte[]>> producers) {
        this(options, producers, SimClock.SYSTEM);
    }

    /**
     * As the other, with producers that differ by their id.
     *
     * @throws RuntimeException what the factory throws
     */
    public Simulator(SimOptions options, ProducerFactory producers) {
        this(options, producers, SimClock.SYSTEM);
    }

    Simulator(SimOptions options, Supplier<? extends Producer<byte[], byte[]>> producers, SimClock clock) {
        this(options, (String producerId) -> producers.get(), clock);
    }

    Simulator(SimOptions options, ProducerFactory producers, SimClock clock) {
        this.options = options;
        this.clock = clock;
        this.control = new RateControl(options.load().profileWithWarmUp());
        boolean backlogOnly = options.load().backlog() > 0 && options.load().isEndless();
        this.line = new StartLine(options.producers().count(), backlogOnly, clock);
        Optional<Semaphore> places = options.load().maxInFlight().isPresent()
                ? Optional.of(new Semaphore(options.load().maxInFlight().getAsInt()))
                : Optional.empty();
        SendLoop.Shared shared = new SendLoop.Shared(options, control, places, stats, clock);
        List<Producer<byte[], byte[]>> made = make(producers);
        for (int i = 0; i < made.size(); i++) {
            lanes.add(new SendLane(shared, i, made.get(i), line));
        }
        this.ended = CompletableFuture.allOf(lanes.stream().map(SendLane::ended).toArray(CompletableFuture[]::new))
                .thenApply(all -> report());
    }

    private List<Producer<byte[], byte[]>> make(ProducerFactory producers) {
        List<Producer<byte[], byte[]>> made = new ArrayList<>();
        try {
            options.producers().ids().forEach(id -> made.add(producers.create(id)));
            return made;
        } catch (RuntimeException e) {
            made.forEach(each -> each.close(Duration.ZERO));
            throw e;
        }
    }

    /**
     * Starts the run and returns at once. The simulator's threads first ask the brokers for the topic's partitions,
     * which takes up to the producer's max.block.ms, and then send the backlog; the time of the run starts after that.
     * Without an answer, the run ends with that error and no record sent.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        synchronized (lifecycle) {
            if (used) {
                throw new IllegalStateException("run " + options.runId() + " was started or closed before");
            }
            used = true;
            fillStart = clock.nanoTime();
            lanes.forEach(SendLane::start);
        }
    }

    /**
     * Asks the run to end and returns at once: nothing more is sent, and records in flight get the flush timeout of
     * the options to be acknowledged. Does nothing if the run has ended or is ending.
     */
    public void stop() {
        lanes.forEach(SendLane::stop);
    }

    /**
     * Changes the rate of the running load: makes what is asked for at this moment that many arrivals per second, and
     * scales the rest of the profile with it. What was due before stays due.
     *
     * @param perSecond in the unit of the run's rate; 0 to pause, infinite for no limit
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public void setRate(double perSecond) {
        control.set(perSecond, line.elapsedNanos() / 1e9);
    }

    /**
     * Multiplies the rate, now and for the rest of the profile; does nothing to one without limit.
     *
     * @throws IllegalArgumentException if the factor is negative or not finite
     */
    public void scaleRate(double factor) {
        control.scale(factor);
    }

    /** The run so far. Costs some 100 microseconds, so ask a few times a second at most. */
    public SimProgress progress() {
        // Acks before sends, so that no record is acked that is not sent.
        Latencies latencies = new Latencies(stats.corrected(), stats.uncorrected());
        long acked = stats.acked();
        long failed = stats.failedCount();
        long aborted = stats.abortedCount();
        boolean over = ended.isDone() && !ended.isCompletedExceptionally();
        long elapsed = over ? ended.join().elapsed().toNanos() : line.elapsedNanos();
        return new SimProgress(
                Duration.ofNanos(elapsed),
                new RecordCounts(stats.sent(), acked, failed, aborted, stats.missed(), stats.bytes()),
                over ? 0 : behind(elapsed),
                control.profile().rateAt(elapsed / 1e9),
                latencies);
    }

    private long behind(long elapsedNanos) {
        if (!line.isPassed() || line.isBacklogOnly()) {
            return 0;
        }
        double end = options.load().endSeconds().orElse(Double.POSITIVE_INFINITY) * 1e9;
        long within = (long) Math.min((double) elapsedNanos, end);
        double all = lanes.stream().mapToDouble(lane -> lane.behind(within)).sum();
        return (long) Math.min(all, (double) options.load().records().orElse(Long.MAX_VALUE));
    }

    /** Latencies since this was asked last: for one caller that asks again and again. */
    public LatencyInterval takeLatencies() {
        return stats.takeLatencies();
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
            lanes.forEach(lane -> lane.closeUnstarted(options.producers().flushTimeout()));
            ended.completeExceptionally(new IllegalStateException("it was closed before it started"));
        }
        if (ended.isDone()) {
            return;
        }
        try {
            await(options.producers().flushTimeout().plus(CLOSE_MARGIN));
        } catch (TimeoutException e) {
            log.warn("Run {} did not end in time; its threads are left behind", options.runId());
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

    private SimReport report() {
        long sent = stats.sent();
        long acked = stats.acked();
        long aborted = stats.abortedCount();
        long backlog = Math.min(acked, options.load().backlog());
        long sendEnd =
                lanes.stream().mapToLong(lane -> lane.ended().join()).max().orElse(0);
        long elapsed = line.isPassed() ? Math.max(sendEnd, stats.lastAckNanos()) - line.startNanos() : 0;
        long fillEnd = line.isPassed() ? line.startNanos() : sendEnd;
        return new SimReport(
                options.runId(),
                options.producers().ids().getFirst(),
                new RecordCounts(sent, acked, sent - acked - aborted, aborted, stats.missed(), stats.bytes()),
                stats.kinds(),
                options.load().backlog() == 0
                        ? Optional.empty()
                        : Optional.of(new SimReport.Backlog(backlog, Duration.ofNanos(fillEnd - fillStart))),
                Duration.ofNanos(elapsed),
                elapsed == 0 ? 0 : (acked - backlog) * 1e9 / elapsed,
                new Latencies(stats.corrected(), stats.uncorrected()),
                stats.firstError());
    }
}
