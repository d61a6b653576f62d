package dev.headgate.sim.rate;

import dev.headgate.sim.rate.PiecewiseLoad.Line;
import dev.headgate.sim.rate.PiecewiseLoad.Then;
import dev.headgate.sim.text.BadTextException;
import dev.headgate.sim.text.Nearest;
import dev.headgate.sim.text.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes profiles from what people type: {@code const}, {@code ramp}, {@code step}, {@code burst}, {@code sine},
 * {@code spike}, each with settings such as {@code spike:peak=10x,at=30s,for=5s}, and {@code trace:FILE}. Where a setting
 * is missing it follows from the base rate.
 */
public final class Profiles {

    /** All names. */
    public static final List<String> NAMES = List.of("const", "ramp", "step", "burst", "sine", "spike", "trace");

    private static final String TRACE = "trace:";

    private final double base;
    private final RateUnit unit;

    /**
     * For a base rate.
     *
     * @param base arrivals per second, finite
     * @param unit what it counts
     */
    public Profiles(double base, RateUnit unit) {
        this.base = base;
        this.unit = unit;
    }

    /**
     * The profile of that text.
     *
     * @throws BadTextException where the text stops making sense
     * @throws IllegalArgumentException if there is no such profile, or its file is unreadable
     */
    public LoadProfile parse(String text) {
        if (text.startsWith(TRACE)) {
            return Trace.read(Path.of(text.substring(TRACE.length())), base, unit);
        }
        Spec spec = Spec.parse(text);
        return switch (spec.name()) {
            case "const" -> constant(spec);
            case "ramp" -> ramp(spec);
            case "step" -> step(spec);
            case "burst" -> burst(spec);
            case "sine" -> sine(spec);
            case "spike" -> spike(spec);
            case "trace" -> throw spec.bad("", "trace needs a file; give trace:FILE");
            default ->
                throw new IllegalArgumentException(
                        "there is no profile '" + spec.name() + "'" + Nearest.hint(spec.name(), NAMES));
        };
    }

    private double rate(Spec spec, String key, double fallback) {
        return spec.get(key, fallback, value -> RateText.relative(value, base, unit));
    }

    private LoadProfile constant(Spec spec) {
        spec.allowing();
        return new ConstantLoad(base);
    }

    private LoadProfile ramp(Spec spec) {
        spec.allowing("from", "to", "over");
        Line line = new Line(spec.seconds("over", 60), rate(spec, "from", 0), rate(spec, "to", base));
        return new PiecewiseLoad(List.of(line), Then.HOLD);
    }

    private LoadProfile step(Spec spec) {
        spec.allowing("from", "to", "steps", "every");
        int steps = spec.count("steps", 5);
        if (steps > 10_000) {
            throw spec.bad("steps", "at most 10000 steps");
        }
        double to = rate(spec, "to", base);
        double from = rate(spec, "from", to / steps);
        double every = spec.seconds("every", 30);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            double rate = steps == 1 ? to : from + (to - from) * i / (steps - 1);
            lines.add(new Line(every, rate, rate));
        }
        return new PiecewiseLoad(lines, Then.HOLD);
    }

    private LoadProfile burst(Spec spec) {
        spec.allowing("base", "peak", "every", "for");
        double low = rate(spec, "base", base);
        double peak = rate(spec, "peak", 10 * base);
        double every = spec.seconds("every", 30);
        double length = spec.seconds("for", every / 6);
        if (length >= every) {
            throw spec.bad(
                    "for", "a burst of " + length + " s must be shorter than the " + every + " s from one to the next");
        }
        return new PiecewiseLoad(
                List.of(new Line(every - length, low, low), new Line(length, peak, peak)), Then.REPEAT);
    }

    private LoadProfile sine(Spec spec) {
        spec.allowing("mean", "amplitude", "period");
        double mean = rate(spec, "mean", base);
        double amplitude = rate(spec, "amplitude", mean / 2);
        if (amplitude > mean) {
            throw spec.bad("amplitude", "an amplitude above the mean of " + mean + " would make negative rates");
        }
        return new SineLoad(mean, amplitude, spec.seconds("period", 60));
    }

    private LoadProfile spike(Spec spec) {
        spec.allowing("base", "peak", "at", "for", "rise");
        double low = rate(spec, "base", base);
        double peak = rate(spec, "peak", 10 * base);
        double rise = spec.seconds("rise", 1);
        return new PiecewiseLoad(
                List.of(
                        new Line(spec.seconds("at", 30), low, low),
                        new Line(rise, low, peak),
                        new Line(spec.seconds("for", 10), peak, peak),
                        new Line(rise, peak, low)),
                Then.HOLD);
    }
}
