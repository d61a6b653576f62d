package dev.headgate.internal.flow;

import com.netflix.concurrency.limits.limit.VegasLimit;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Finds how many records the downstream works on at once before they only wait there, by TCP Vegas' rule as Netflix's
 * <a href="https://github.com/Netflix/concurrency-limits">concurrency-limits</a> has it: from the latency with no load and the
 * latency now it reckons how many wait, allows more while next to none do, and fewer once they queue up.
 *
 * <p>The rule needs the latency with no load, and a processor that catches up is never without. Measured under load that
 * latency is too high, and the limit creeps up with it; measured once and for all it is wrong as soon as the downstream has
 * changed. So every {@value #RELEARN_SECONDS} s in which the limit is used it is halved for as long as a measurement takes,
 * and the rule restarts with what it finds. Where half is still too much the limit comes down with each turn (ADR 13).
 *
 * <p>One measurement is the median over at least {@value #WINDOW_MS} ms, {@value #FEWEST_LATENCIES} times itself and
 * {@value #FEWEST_SAMPLES} records, so that a few slow ones don't count. Only what began under the present limit does.
 *
 * <p>Any thread brings samples; one thread, the timer, calls {@link #adjust}.
 */
public final class AdaptiveLimit {
    /** How often to look whether a measurement is complete. */
    public static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(AdaptiveLimit.WINDOW_MS);

    private static final int WINDOW_MS = 100;
    private static final int FEWEST_SAMPLES = 10;
    private static final int FEWEST_LATENCIES = 5;
    private static final int RELEARN_SECONDS = 10;
    private static final int INITIAL = 20;
    private static final int DIGITS = 3;
    private static final long RELEARN_NANOS = TimeUnit.SECONDS.toNanos(RELEARN_SECONDS);

    private enum Phase {
        FOLLOWING,
        RELEARNING
    }

    private final ConcurrencyLimit limit;
    private final Recorder latencies = new Recorder(DIGITS);
    private volatile long since;
    private volatile boolean dropped;

    private final Histogram measured = new Histogram(DIGITS);
    private Histogram interval = latencies.getIntervalHistogram();
    private Phase phase = Phase.FOLLOWING;
    private VegasLimit rule;
    private long windowStart;
    private long learnt;

    /**
     * @param limit what to set
     * @param nowNanos the time to count from
     */
    public AdaptiveLimit(ConcurrencyLimit limit, long nowNanos) {
        this.limit = limit;
        this.since = nowNanos;
        this.windowStart = nowNanos;
        this.learnt = nowNanos;
        this.rule = rule(Math.min(INITIAL, limit.most()));
        limit.latency(rule.getLimit());
    }

    /** The rule, which measures the latency with no load by what it hears first. Its own probes are never due. */
    private VegasLimit rule(int from) {
        return VegasLimit.newBuilder()
                .initialLimit(from)
                .maxConcurrency(limit.most())
                .probeMultiplier(Integer.MAX_VALUE)
                .build();
    }

    /** A record was worked on from then to then, and the downstream took it. Any thread; doesn't block. */
    public void sample(long beganNanos, long endedNanos) {
        if (beganNanos - since >= 0) {
            latencies.recordValue(Math.max(1, endedNanos - beganNanos));
        }
    }

    /** The downstream took too long over a record, or took none. Any thread. */
    public void dropped() {
        dropped = true;
    }

    /**
     * Sets the limit again, if there was enough to measure. Called by one thread, every {@link #WINDOW_NANOS} or less often.
     *
     * @return whether the limit may have risen, so that there may be room for records that wait
     */
    public boolean adjust(long nowNanos) {
        interval = latencies.getIntervalHistogram(interval);
        measured.add(interval);
        long median = Math.max(1, measured.getValueAtPercentile(50));
        if (!isComplete(median, nowNanos - windowStart)) {
            return false;
        }
        int before = limit.current();
        // By Little's law: what ended in a time, times how long each took, was under way on average.
        double inHand = measured.getMean() * measured.getTotalCount() / (nowNanos - windowStart);
        switch (phase) {
            case FOLLOWING -> follow(median, (int) Math.ceil(inHand), nowNanos);
            case RELEARNING -> startAnew(median, (int) Math.ceil(inHand), nowNanos);
        }
        measured.reset();
        windowStart = nowNanos;
        dropped = false;
        return limit.current() > before;
    }

    /** What has ended in a short time is the quick part of what began in it. */
    private boolean isComplete(long median, long nanos) {
        return measured.getTotalCount() >= FEWEST_SAMPLES
                ? nanos >= Math.max(WINDOW_NANOS, FEWEST_LATENCIES * median)
                : dropped && nanos >= WINDOW_NANOS;
    }

    private void follow(long latency, int inHand, long nowNanos) {
        rule.onSample(0, latency, inHand, dropped);
        int found = rule.getLimit();
        boolean isUsed = 2 * inHand >= found;
        if (isUsed && found > 1 && nowNanos - learnt >= RELEARN_NANOS) {
            phase = Phase.RELEARNING;
            limit.latency(found / 2);
            forget(nowNanos);
        } else {
            limit.latency(found);
        }
    }

    private void startAnew(long latency, int inHand, long nowNanos) {
        phase = Phase.FOLLOWING;
        learnt = nowNanos;
        rule = rule(rule.getLimit());
        rule.onSample(0, latency, inHand, false);
        limit.latency(rule.getLimit());
        forget(nowNanos);
    }

    /** What began before says nothing about the limit from here on. */
    private void forget(long nowNanos) {
        since = nowNanos;
        latencies.reset();
    }
}
