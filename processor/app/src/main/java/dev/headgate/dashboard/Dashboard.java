package dev.headgate.dashboard;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the processor once a second, and keeps what it saw of the last {@value #KEPT} seconds, so that a reader who opens the
 * page in the middle of trouble sees how it began. One thread of its own writes; anyone reads.
 */
public final class Dashboard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    /** How many samples are kept. */
    static final int KEPT = 300;

    private static final int JUDGED = 60;
    private static final long PERIOD_MILLIS = 1_000;

    private final StateView view;
    private final boolean control;
    private final LongSupplier wallClock;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final EventLog events = new EventLog();
    private final List<Consumer<Frame>> subscribers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("headgate-dashboard").factory());
    private Sample.Reading last;
    private volatile List<Sample> history = List.of();
    private volatile Frame latest;

    /**
     * Takes its first look.
     *
     * @param control whether commands are taken, for the page to know
     * @param wallClock as {@link System#currentTimeMillis()}
     */
    public Dashboard(StateView view, boolean control, LongSupplier wallClock) {
        this.view = view;
        this.control = control;
        this.wallClock = wallClock;
        this.last = Sample.Reading.of(view);
        Sample first = Sample.between(last, last);
        this.latest = frame(last, first, List.of(first));
    }

    /** Begins to look once a second. */
    public void start() {
        var _ = sampler.scheduleAtFixedRate(this::lookGuarded, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Calls back with each new frame, on the dashboard's thread, which must not be held up. */
    public void subscribe(Consumer<Frame> subscriber) {
        subscribers.add(subscriber);
    }

    /** The processor now, judged by what the frame shows; rates and events are of the last look. Any thread. */
    public Frame read() {
        Frame known = latest;
        EngineSnapshot engine = view.engine().get();
        LagSnapshot lag = view.lag().get();
        Sample now = known.now().with(engine, lag);
        List<Sample> judged = new ArrayList<>(judged(history));
        if (!judged.isEmpty()) {
            judged.removeLast();
        }
        judged.add(now);
        return new Frame(
                known.group(),
                known.topics(),
                Verdict.of(engine, wallClock.getAsLong(), judged),
                now,
                engine,
                lag,
                known.events(),
                view.redrive().get(),
                known.control());
    }

    private static List<Sample> judged(List<Sample> all) {
        return all.subList(Math.max(0, all.size() - JUDGED), all.size());
    }

    /** The last minutes, oldest first. Any thread. */
    public List<Sample> history() {
        return history;
    }

    private void lookGuarded() {
        try {
            look();
        } catch (RuntimeException e) { // the next look may do better; a scheduled task that throws is never run again
            LOG.warn("the dashboard could not look at the engine: {}", e.toString());
        }
    }

    /** One look. Called by the dashboard's thread, or by a test in its place. */
    void look() {
        Sample.Reading reading = Sample.Reading.of(view);
        Sample sample = Sample.between(last, reading);
        Event.between(last.engine(), reading.engine()).forEach(events::add);
        samples.addLast(sample);
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
        last = reading;
        List<Sample> all = List.copyOf(samples);
        history = all;
        latest = frame(reading, sample, judged(all));
        subscribers.forEach(subscriber -> subscriber.accept(latest));
    }

    private Frame frame(Sample.Reading reading, Sample sample, List<Sample> judged) {
        return new Frame(
                view.group(),
                view.topics(),
                Verdict.of(reading.engine(), wallClock.getAsLong(), judged),
                sample,
                reading.engine(),
                reading.lag(),
                events.latestFirst(),
                view.redrive().get(),
                control);
    }

    /** Looks no more. */
    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
