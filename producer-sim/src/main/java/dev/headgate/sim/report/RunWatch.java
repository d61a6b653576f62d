package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Follows a run to its end and tells the listeners about each second. Used by one thread. */
public final class RunWatch {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulator sim;
    private final List<RunListener> listeners;
    private SimProgress last;
    private long lastNanos = System.nanoTime();

    /** For a run that has not started. */
    public RunWatch(Simulator sim, List<RunListener> listeners) {
        this.sim = sim;
        this.listeners = List.copyOf(listeners);
        this.last = sim.progress();
    }

    /** The report. An interrupt of the calling thread stops the run, and is set again once it has ended. */
    public SimReport awaitEnd() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    SimReport report = sim.await(SECOND);
                    look();
                    listeners.forEach(each -> each.ended(report));
                    return report;
                } catch (TimeoutException e) {
                    look();
                } catch (InterruptedException e) {
                    interrupted = true;
                    sim.stop();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void look() {
        SimProgress now = sim.progress();
        LatencyInterval latencies = sim.takeLatencies();
        long nanos = System.nanoTime();
        Interval interval = Interval.between(last, now, Duration.ofNanos(nanos - lastNanos), latencies);
        last = now;
        lastNanos = nanos;
        listeners.forEach(each -> each.interval(interval, latencies));
    }
}
