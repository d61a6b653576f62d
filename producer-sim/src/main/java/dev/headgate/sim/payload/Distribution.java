package dev.headgate.sim.payload;

import dev.headgate.sim.text.Nearest;
import dev.headgate.sim.text.Spec;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Numbers of 0 or above, such as sizes in bytes or times in microseconds. Immutable. */
public sealed interface Distribution {

    /** All names, as on the command line; a number on its own is always that number. */
    List<String> NAMES = List.of("uniform", "normal", "lognormal", "exponential");

    /** Draws a number. */
    double sample(RandomGenerator random);

    /** What it is on average. */
    double mean();

    /** Always the same. */
    record Fixed(double value) implements Distribution {

        @Override
        public double sample(RandomGenerator random) {
            return value;
        }

        @Override
        public double mean() {
            return value;
        }
    }

    /** Everything between two numbers alike. */
    record Uniform(double min, double max) implements Distribution {

        @Override
        public double sample(RandomGenerator random) {
            return min + (max - min) * random.nextDouble();
        }

        @Override
        public double mean() {
            return (min + max) / 2;
        }
    }

    /** The bell curve; what falls outside its limits is moved to the nearer one. */
    record Normal(double mean, double deviation, double min, double max) implements Distribution {

        @Override
        public double sample(RandomGenerator random) {
            return Math.clamp(mean + deviation * random.nextGaussian(), min, max);
        }
    }

    /** The bell curve of the logarithm: a long tail above the median, up to a limit. */
    record LogNormal(double median, double sigma, double max) implements Distribution {

        @Override
        public double sample(RandomGenerator random) {
            return Math.min(max, median * Math.exp(sigma * random.nextGaussian()));
        }

        @Override
        public double mean() {
            return Math.min(max, median * Math.exp(sigma * sigma / 2));
        }
    }

    /** Times between independent events, up to a limit. */
    record Exponential(double mean, double max) implements Distribution {

        @Override
        public double sample(RandomGenerator random) {
            return Math.min(max, -mean * Math.log1p(-random.nextDouble()));
        }
    }

    /**
     * Reads {@code 100}, {@code 100..500}, {@code uniform:min=,max=}, {@code normal:mean=,sd=,min=,max=},
     * {@code lognormal:median=,sigma=,max=} or {@code exponential:mean=,max=}.
     *
     * @param unit reads one number with its unit
     * @param limit the largest number there can be
     * @throws IllegalArgumentException for anything else; the message names the text and says what to give
     */
    static Distribution parse(String text, ToDoubleFunction<String> unit, double limit) {
        Distribution distribution = read(text, unit::applyAsDouble, limit);
        if (distribution.mean() > limit || (distribution instanceof Uniform(double _, double max) && max > limit)) {
            throw new IllegalArgumentException(
                    "'" + text + "' goes above the largest possible, which is " + (long) limit);
        }
        return distribution;
    }

    private static Distribution read(String text, Function<String, Double> unit, double limit) {
        int dots = text.indexOf("..");
        if (text.indexOf(':') < 0 && dots >= 0) {
            return range(text, unit.apply(text.substring(0, dots)), unit.apply(text.substring(dots + 2)));
        }
        if (text.startsWith("-") || (!text.isEmpty() && Character.isDigit(text.charAt(0)))) {
            return new Fixed(unit.apply(text));
        }
        Spec spec = Spec.parse(text);
        return switch (spec.name()) {
            case "uniform" -> {
                spec.allowing("min", "max");
                yield range(text, spec.get("min", 0.0, unit), required(spec, "max", unit));
            }
            case "normal" -> {
                spec.allowing("mean", "sd", "min", "max");
                double mean = required(spec, "mean", unit);
                yield new Normal(
                        mean, spec.get("sd", mean / 4, unit), spec.get("min", 0.0, unit), spec.get("max", limit, unit));
            }
            case "lognormal" -> {
                spec.allowing("median", "sigma", "max");
                yield new LogNormal(
                        required(spec, "median", unit), spec.number("sigma", 1), spec.get("max", limit, unit));
            }
            case "exponential" -> {
                spec.allowing("mean", "max");
                yield new Exponential(required(spec, "mean", unit), spec.get("max", limit, unit));
            }
            default ->
                throw new IllegalArgumentException("there is no distribution '" + text
                        + "'; give a number, MIN..MAX, or a name" + Nearest.hint(spec.name(), NAMES));
        };
    }

    private static double required(Spec spec, String key, Function<String, Double> unit) {
        if (!spec.has(key)) {
            throw new IllegalArgumentException(
                    "'" + spec + "' lacks " + key + "; give " + spec.name() + ":" + key + "=…");
        }
        return spec.get(key, 0.0, unit);
    }

    private static Distribution range(String text, double min, double max) {
        if (min > max) {
            throw new IllegalArgumentException("'" + text + "' begins above its end; give the smaller number first");
        }
        return new Uniform(min, max);
    }
}
