package dev.headgate.sim.rate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Straight lines, one after another, that need not meet: ramps, steps, bursts, spikes, stages and traces. Immutable.
 */
public final class PiecewiseLoad implements LoadProfile {

    /** What follows the last line. */
    public enum Then {
        /** Its last rate, without end. */
        HOLD,
        /** All of it again. */
        REPEAT,
        /** Nothing: the run is over. */
        END
    }

    /**
     * A line.
     *
     * @param seconds how long it is, above 0
     * @param from arrivals per second at its start, 0 or above
     * @param to arrivals per second at its end, 0 or above
     */
    public record Line(double seconds, double from, double to) {

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Line {
            if (!(seconds > 0) || !(from >= 0) || !(to >= 0) || Double.isInfinite(seconds + from + to)) {
                throw new IllegalArgumentException(
                        "a line of " + seconds + " s from " + from + " to " + to + " is none: give finite numbers");
            }
        }

        double rateAt(double time) {
            return from + (to - from) * time / seconds;
        }

        double arrivals(double time) {
            return (from + rateAt(time)) / 2 * time;
        }

        /** The smaller root of the integral, in the form that loses no digits for a flat line. */
        double timeOf(double arrivals) {
            double slope = (to - from) / seconds;
            double root = Math.sqrt(Math.max(0, from * from + 2 * slope * arrivals));
            double time = arrivals == 0 ? 0 : 2 * arrivals / (from + root);
            return Math.min(seconds, time);
        }
    }

    private final List<Line> lines;
    private final Then then;
    private final double[] starts;
    private final double[] totals;

    /**
     * Lines from time 0 on.
     *
     * @throws IllegalArgumentException if there is none, or repetition would go on for ever without any arrival
     */
    public PiecewiseLoad(List<Line> lines, Then then) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a profile needs at least one line");
        }
        this.lines = List.copyOf(lines);
        this.then = then;
        this.starts = new double[lines.size() + 1];
        this.totals = new double[lines.size() + 1];
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            starts[i + 1] = starts[i] + line.seconds();
            totals[i + 1] = totals[i] + line.arrivals(line.seconds());
        }
    }

    private double length() {
        return starts[lines.size()];
    }

    private double total() {
        return totals[lines.size()];
    }

    private double lastRate() {
        return then == Then.HOLD ? lines.getLast().to() : 0;
    }

    @Override
    public double rateAt(double seconds) {
        double time = Math.max(0, seconds);
        if (time >= length()) {
            return then == Then.REPEAT ? rateAt(time % length()) : lastRate();
        }
        int at = indexIn(starts, time);
        return lines.get(at).rateAt(time - starts[at]);
    }

    @Override
    public double arrivals(double seconds) {
        double time = Math.max(0, seconds);
        if (time < length()) {
            int at = indexIn(starts, time);
            return totals[at] + lines.get(at).arrivals(time - starts[at]);
        }
        if (then == Then.REPEAT) {
            double rounds = Math.floor(time / length());
            return rounds * total() + arrivals(Math.min(time - rounds * length(), Math.nextDown(length())));
        }
        return total() + lastRate() * (time - length());
    }

    @Override
    public double timeOf(double arrivals) {
        if (arrivals < total()) {
            int at = indexIn(totals, Math.max(0, arrivals));
            return starts[at] + lines.get(at).timeOf(Math.max(0, arrivals) - totals[at]);
        }
        if (then == Then.REPEAT && total() > 0 && !Double.isInfinite(arrivals)) {
            double rounds = Math.floor(arrivals / total());
            return rounds * length() + timeOf(Math.clamp(arrivals - rounds * total(), 0, Math.nextDown(total())));
        }
        return lastRate() == 0 ? Double.POSITIVE_INFINITY : length() + (arrivals - total()) / lastRate();
    }

    /** The last line whose start is not beyond the value; of lines without arrivals, the one behind them. */
    private static int indexIn(double[] bounds, double value) {
        int at = Arrays.binarySearch(bounds, value);
        int index = at >= 0 ? at : -at - 2;
        while (index + 1 < bounds.length - 1 && bounds[index + 1] <= value) {
            index++;
        }
        return Math.clamp(index, 0, bounds.length - 2);
    }

    @Override
    public OptionalDouble end() {
        return then == Then.END ? OptionalDouble.of(length()) : OptionalDouble.empty();
    }
}
