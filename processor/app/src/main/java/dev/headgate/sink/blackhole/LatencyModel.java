package dev.headgate.sink.blackhole;

import dev.headgate.internal.text.Units;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long a downstream takes, as a distribution. Immutable. */
sealed interface LatencyModel {
    /** What to write, for messages. */
    String EXPECTED = "none, constant:5ms, uniform:0ms-20ms, exponential:10ms (mean), or lognormal:10ms:0.5 (median and"
            + " the standard deviation of its logarithm)";

    /** No latency is drawn above this; the tails of two of the distributions have no end. */
    Duration LONGEST = Duration.ofHours(1);

    /** Draws one latency, in ns, from 0 to {@link #LONGEST}. */
    long sampleNanos(RandomGenerator random);

    /** Reads a distribution as people write it; empty if the text is none. */
    static Optional<LatencyModel> parse(String text) {
        List<String> parts = Arrays.asList(text.strip().split(":", -1));
        return switch (parts.getFirst()) {
            case "none" -> parts.size() == 1 ? Optional.of(new Constant(0)) : Optional.empty();
            case "constant" -> parts.size() == 2 ? nanos(parts.get(1)).map(Constant::new) : Optional.empty();
            case "uniform" -> parts.size() == 2 ? uniform(parts.get(1)) : Optional.empty();
            case "exponential" -> parts.size() == 2 ? nanos(parts.get(1)).map(Exponential::new) : Optional.empty();
            case "lognormal" -> parts.size() == 3 ? lognormal(parts.get(1), parts.get(2)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<LatencyModel> uniform(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        Optional<Long> from = nanos(range.substring(0, dash));
        Optional<Long> to = nanos(range.substring(dash + 1));
        return from.flatMap(low -> to.filter(high -> high >= low).map(high -> new Uniform(low, high)));
    }

    private static Optional<LatencyModel> lognormal(String median, String sigma) {
        double deviation;
        try {
            deviation = Double.parseDouble(sigma);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
        boolean valid = deviation >= 0 && deviation <= 10;
        return valid ? nanos(median).map(nanos -> new Lognormal(nanos, deviation)) : Optional.empty();
    }

    private static Optional<Long> nanos(String duration) {
        return Units.duration(duration)
                .filter(parsed -> parsed.compareTo(LONGEST) <= 0)
                .map(Duration::toNanos);
    }

    private static long bounded(double nanos) {
        return Math.min(Math.round(nanos), LONGEST.toNanos());
    }

    /** Always the same. */
    record Constant(long nanos) implements LatencyModel {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return nanos;
        }
    }

    /** Anything between two bounds, both included, equally often. */
    record Uniform(long lowNanos, long highNanos) implements LatencyModel {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return random.nextLong(lowNanos, highNanos + 1);
        }
    }

    /** Mostly short, sometimes long: the time to the next of many independent events. */
    record Exponential(long meanNanos) implements LatencyModel {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return bounded(random.nextExponential() * meanNanos);
        }
    }

    /** What services look like: a body around the median and a heavy tail. */
    record Lognormal(long medianNanos, double sigma) implements LatencyModel {
        @Override
        public long sampleNanos(RandomGenerator random) {
            return bounded(medianNanos * Math.exp(sigma * random.nextGaussian()));
        }
    }
}
