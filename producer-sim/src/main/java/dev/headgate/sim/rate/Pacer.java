package dev.headgate.sim.rate;

import dev.headgate.sim.random.SeededRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the next record of one of several producers is due. The producers share one profile: with even arrivals, each
 * takes every n-th; with Poisson arrivals, each has a process of its own whose rates add up. A profile can be replaced at
 * any time; what was due by then stays due. Owned by the producer's thread but for {@link #behind}.
 */
public final class Pacer {

    /** Far enough to mean never, near enough for sums with it not to overflow. */
    public static final long NEVER = Long.MAX_VALUE / 4;

    private static final double NANOS = 1e9;

    private final Arrivals arrivals;
    private final int producers;
    private final SeededRandom random;
    private final AtomicLong published = new AtomicLong();
    private volatile Leg leg;
    private Leg former;
    private double position;
    private long draws;

    /** A profile from a position on: that many arrivals are due at the time {@code from}. */
    private record Leg(LoadProfile profile, double start, double from) {

        double timeOf(double position) {
            return profile.timeOf(profile.arrivals(from) + position - start);
        }

        double positionAt(double seconds) {
            return start + profile.arrivals(seconds) - profile.arrivals(from);
        }
    }

    /**
     * For one producer.
     *
     * @param profile what all producers share
     * @param index which of them this is, from 0
     * @param producers how many there are
     * @param weight what an arrival counts on average: 1, or a record's bytes
     * @param random for Poisson arrivals; this pacer's own
     */
    public Pacer(LoadProfile profile, int index, int producers, double weight, Arrivals arrivals, SeededRandom random) {
        this.arrivals = arrivals;
        this.producers = producers;
        this.random = random;
        this.leg = new Leg(profile, 0, 0);
        this.former = leg;
        move(arrivals == Arrivals.POISSON ? exponential() * producers * weight : index * weight);
    }

    private double exponential() {
        return -Math.log1p(-random.at(draws++).nextDouble());
    }

    private void move(double distance) {
        position += distance;
        published.lazySet(Double.doubleToRawLongBits(position));
    }

    /** Nanoseconds after the start at which the next record is due; {@link #NEVER} if none is. */
    public long dueNanos() {
        Leg now = leg;
        Leg mine = position < now.start() ? former : now;
        double nanos = mine.timeOf(position) * NANOS;
        return nanos < NEVER ? Math.round(nanos) : NEVER;
    }

    /** Whether records are due whenever there is room. */
    public boolean isUnlimited() {
        return leg.profile().isUnlimited();
    }

    /** The profile that holds now. */
    public LoadProfile profile() {
        return leg.profile();
    }

    /** Goes on to the next arrival; the present one weighed that much. */
    public void next(double weight) {
        if (isUnlimited()) {
            return;
        }
        move(weight * producers * (arrivals == Arrivals.POISSON ? exponential() : 1));
    }

    /** Puts another profile in place from this time on. */
    public void change(LoadProfile profile, long nowNanos) {
        double now = nowNanos / NANOS;
        Leg before = leg;
        boolean open = before.profile().isUnlimited() || profile.isUnlimited();
        double reached = before.profile().isUnlimited() ? position : before.positionAt(now);
        former = before;
        leg = open ? new Leg(profile, position, profile.isUnlimited() ? 0 : now) : new Leg(profile, reached, now);
    }

    /**
     * Moves everything that is due from now on, so that the next record is due now at the earliest: for arrivals that
     * wait for something other than time.
     */
    public void catchUp(long nowNanos) {
        if (!isUnlimited() && dueNanos() < nowNanos) {
            former = leg;
            leg = new Leg(leg.profile(), position, nowNanos / NANOS);
        }
    }

    /**
     * How much was due up to this time that {@link #next} has not passed, in arrivals of that weight. Any thread; a
     * moment old.
     */
    public double behind(long nowNanos, double weight) {
        Leg now = leg;
        if (now.profile().isUnlimited()) {
            return 0;
        }
        double reached = Double.longBitsToDouble(published.get());
        return Math.max(0, (now.positionAt(nowNanos / NANOS) - reached) / weight / producers);
    }
}
