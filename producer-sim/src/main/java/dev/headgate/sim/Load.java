package dev.headgate.sim;

import dev.headgate.sim.rate.Arrivals;
import dev.headgate.sim.rate.ConstantLoad;
import dev.headgate.sim.rate.DelayedLoad;
import dev.headgate.sim.rate.LoadProfile;
import dev.headgate.sim.rate.RateUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much load a run makes, and for how long. With neither records, nor duration, nor a profile that ends, it goes on
 * until it is stopped.
 *
 * @param profile the rate over time
 * @param unit what the rate counts
 * @param arrivals how arrivals lie in time
 * @param records ends the run after this many arrivals, those of the warm-up and missed ones included, at least 1
 * @param duration ends the run with the arrivals due within this time after the warm-up; without limit of rate, when the
 *     time is over
 * @param warmUp goes before the profile, at the rate with which it starts; its latencies do not count
 * @param backlog how many records go out as fast as possible before all this; their latencies do not count
 * @param maxInFlight closes the model: an arrival waits until fewer records than this are unacknowledged
 * @param missAfter how late an arrival may be handed to the Kafka producer; beyond that it is missed and never sent
 */
public record Load(
        LoadProfile profile,
        RateUnit unit,
        Arrivals arrivals,
        OptionalLong records,
        Optional<Duration> duration,
        Duration warmUp,
        long backlog,
        OptionalInt maxInFlight,
        Duration missAfter) {

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final double NANOS = 1e9;

    /** As the command line's defaults: 1000 records/s, evenly, without end. */
    static final Load DEFAULT = new Load(
            new ConstantLoad(1_000),
            RateUnit.RECORDS,
            Arrivals.UNIFORM,
            OptionalLong.empty(),
            Optional.empty(),
            Duration.ZERO,
            0,
            OptionalInt.empty(),
            Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public Load {
        records.ifPresent(each -> Checks.require(each >= 1, "records must be at least 1, not " + each));
        duration.ifPresent(each -> Checks.require(
                each.isPositive() && each.compareTo(LONGEST) <= 0,
                "duration must be above 0 and at most 3650 days, not " + each));
        Checks.require(
                !warmUp.isNegative() && warmUp.compareTo(LONGEST) <= 0,
                "warm-up must be 0 to 3650 days, not " + warmUp);
        Checks.require(backlog >= 0, "backlog must be 0 or above, not " + backlog);
        maxInFlight.ifPresent(each -> Checks.require(each >= 1, "max-inflight must be at least 1, not " + each));
        Checks.require(
                !missAfter.isNegative() && missAfter.compareTo(LONGEST) <= 0,
                "miss-after must be 0 to 3650 days, not " + missAfter);
    }

    /** The profile with the warm-up before it. */
    LoadProfile profileWithWarmUp() {
        return warmUp.isPositive() && !profile.isUnlimited()
                ? new DelayedLoad(profile, warmUp.toNanos() / NANOS)
                : profile;
    }

    /** Whether nothing but a stop ends the run. */
    public boolean isEndless() {
        return records.isEmpty() && endSeconds().isEmpty();
    }

    /** When the run is over, in seconds after its start, if time ends it; the warm-up included. */
    public OptionalDouble endSeconds() {
        double warm = warmUp.toNanos() / NANOS;
        OptionalDouble shape = profile.end();
        double least = Math.min(
                duration.map(each -> each.toNanos() / NANOS).orElse(Double.POSITIVE_INFINITY),
                shape.orElse(Double.POSITIVE_INFINITY));
        return Double.isInfinite(least) ? OptionalDouble.empty() : OptionalDouble.of(warm + least);
    }
}
