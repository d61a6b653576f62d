package dev.headgate.sim.cli;

import dev.headgate.sim.Load;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.rate.DelayedLoad;
import dev.headgate.sim.rate.LoadProfile;
import dev.headgate.sim.rate.RateUnit;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;

/** Says what a run would do, with a plot of its load. */
final class DryRun {

    private static final int WIDTH = 72;
    private static final int HEIGHT = 12;
    private static final double SHOWN_OF_ENDLESS = 120;
    private static final double SHOWN_AT_MOST_PER_RECORD = 1e9;

    private final SimOptions options;
    private final String asked;

    DryRun(SimOptions options, String asked) {
        this.options = options;
        this.asked = asked;
    }

    void print(PrintWriter out) {
        Load load = options.load();
        out.println("Would send to " + options.topic() + ": " + asked + ", "
                + load.arrivals().name().toLowerCase(Locale.ROOT) + " arrivals, "
                + (load.maxInFlight().isPresent()
                        ? "closed model with at most " + load.maxInFlight().getAsInt() + " in flight"
                        : "open model"));
        out.println("run " + options.runId() + ", producers "
                + String.join(", ", options.producers().ids()) + ", seed " + options.seed());
        if (load.backlog() > 0) {
            out.println("backlog of " + load.backlog() + " records first, as fast as possible");
        }
        if (load.profile().isUnlimited()) {
            out.println("as fast as the brokers take it" + end(load));
        } else {
            plan(out, load);
        }
        out.flush();
    }

    private static String end(Load load) {
        OptionalDouble end = load.endSeconds();
        String time = end.isPresent() ? String.format(Locale.ROOT, ", for %.1f s", end.getAsDouble()) : "";
        return time + (load.records().isPresent() ? ", up to " + load.records().getAsLong() + " records" : "");
    }

    private void plan(PrintWriter out, Load load) {
        LoadProfile profile = load.warmUp().isPositive()
                ? new DelayedLoad(load.profile(), load.warmUp().toNanos() / 1e9)
                : load.profile();
        String unit = load.unit() == RateUnit.BYTES ? "bytes" : "records";
        double seconds = length(load, profile);
        out.printf(
                Locale.ROOT,
                "%s%.1f s, %,.0f %s%s%n%n",
                load.isEndless() ? "without end; the first " : "",
                seconds,
                profile.arrivals(seconds),
                unit,
                load.warmUp().isPositive() ? ", warm-up of " + load.warmUp().toMillis() / 1e3 + " s included" : "");
        double[] rates = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            // The mean over the column, so that no burst falls between two.
            double from = seconds * i / WIDTH;
            double to = seconds * (i + 1) / WIDTH;
            rates[i] = (profile.arrivals(to) - profile.arrivals(from)) / (to - from);
        }
        out.print(AsciiPlot.of(rates, HEIGHT, unit + "/s", String.format(Locale.ROOT, "%.0f s", seconds)));
    }

    private static double length(Load load, LoadProfile profile) {
        double byTime = load.endSeconds().orElse(Double.POSITIVE_INFINITY);
        double byRecords = load.records().isPresent()
                ? profile.timeOf(Math.min(
                        SHOWN_AT_MOST_PER_RECORD, (double) load.records().getAsLong()))
                : Double.POSITIVE_INFINITY;
        double least = Math.min(byTime, byRecords);
        return Double.isInfinite(least) || least <= 0 ? SHOWN_OF_ENDLESS : least;
    }
}
