package dev.headgate.sim.cli;

import dev.headgate.sim.Load;
import dev.headgate.sim.Rate;
import dev.headgate.sim.rate.Arrivals;
import dev.headgate.sim.rate.ConstantLoad;
import dev.headgate.sim.rate.LoadProfile;
import dev.headgate.sim.rate.Profiles;
import dev.headgate.sim.rate.RateUnit;
import dev.headgate.sim.rate.Stages;
import dev.headgate.sim.text.Nearest;
import dev.headgate.sim.text.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options about rate and shape. */
final class LoadFlags {

    private static final List<String> ARRIVALS = List.of("uniform", "poisson");

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Records per second, fractions allowed; bytes of key and value per second with a unit, as 10MB;"
                            + " or max. + and - change it while it runs. Default: 1000, or max with --max-inflight.")
    private Optional<String> rate = Optional.empty();

    @Option(
            names = "--profile",
            paramLabel = "SHAPE",
            description =
                    "const, ramp, step, burst, sine, spike or trace:FILE, with settings: ramp:from=0,to=5000,over=1m;"
                            + " step:steps=5,every=30s; burst:peak=10x,every=30s,for=5s; sine:amplitude=500,period=1m;"
                            + " spike:peak=10x,at=30s,for=10s. Rates are absolute, or times --rate as in 10x. Default:"
                            + " const.")
    private Optional<String> profile = Optional.empty();

    @Option(
            names = "--stages",
            paramLabel = "TIME@RATE,…",
            description =
                    "Stages instead of --rate and --profile: 30s@50,1m@50..200,10s@5000 holds 50, rises to 200, holds"
                            + " 5000, and ends.")
    private Optional<String> stages = Optional.empty();

    @Option(
            names = "--arrivals",
            paramLabel = "HOW",
            description = "uniform, or poisson for independent arrivals. Default: uniform.")
    private String arrivals = "uniform";

    @Option(
            names = "--max-inflight",
            paramLabel = "N",
            description =
                    "Closed model: a record waits until fewer than N are unacknowledged. Default: the open model, in"
                            + " which arrivals wait for nothing.")
    private Optional<Integer> maxInFlight = Optional.empty();

    @Option(
            names = "--miss-after",
            paramLabel = "TIME",
            description =
                    "In the open model, how late a record may be sent; beyond that it is missed: counted, not sent."
                            + " Default: 1s.")
    private String missAfter = "1s";

    @Option(names = "--allow-missed", description = "Missed records don't make the exit code 3.")
    private boolean allowMissed;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            description = "Before the profile, at its first rate; latencies of this time don't count. Default: 0s.")
    private String warmUp = "0s";

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Ends with the records due within this time after the warm-up, such as 500ms, 30s, 5m or 1h.")
    private Optional<String> duration = Optional.empty();

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Ends after N records. Without it, --duration and --stages, Ctrl-C ends the run.")
    private Optional<Long> records = Optional.empty();

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description = "First sends N records as fast as possible; then the load starts, or, without --duration,"
                    + " --records or --stages, the run ends. With --drain-group it then measures how the group"
                    + " drains it.")
    private long backlog;

    /** The load that they ask for. */
    Load load() {
        Rate base = SimException.reading("--rate", () -> Rate.parse(rate.orElse(defaultRate())));
        RateUnit unit = base.unit();
        LoadProfile shape;
        if (stages.isPresent()) {
            refuseBoth("--stages", rate.isPresent(), "--rate");
            refuseBoth("--stages", profile.isPresent(), "--profile");
            Stages read = SimException.reading("--stages", () -> Stages.parse(stages.get()));
            shape = read.load();
            unit = read.unit();
        } else {
            shape = shape(base);
        }
        return load(shape, unit);
    }

    private String defaultRate() {
        return maxInFlight.isPresent() ? "max" : "1000";
    }

    private static void refuseBoth(String option, boolean other, String otherOption) {
        if (other) {
            throw SimException.input(option + " already says what " + otherOption + " does; give one of them");
        }
    }

    private LoadProfile shape(Rate base) {
        String text = profile.orElse("const");
        if (base.isMax()) {
            if (!text.equals("const")) {
                throw SimException.input("--profile " + text + ": a shape needs a --rate other than max");
            }
            return new ConstantLoad(base.perSecond());
        }
        return SimException.reading("--profile", () -> new Profiles(base.perSecond(), base.unit()).parse(text));
    }

    private Load load(LoadProfile shape, RateUnit unit) {
        try {
            return new Load(
                    shape,
                    unit,
                    SimException.reading("--arrivals", this::arrivals),
                    records.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                    duration.map(text -> time("--duration", text)),
                    time("--warm-up", warmUp),
                    backlog,
                    maxInFlight.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    time("--miss-after", missAfter));
        } catch (IllegalArgumentException e) {
            throw SimException.input("--" + e.getMessage(), e);
        }
    }

    static Duration time(String option, String text) {
        return SimException.reading(option, () -> Quantities.duration(text));
    }

    private Arrivals arrivals() {
        return switch (arrivals) {
            case "uniform" -> Arrivals.UNIFORM;
            case "poisson" -> Arrivals.POISSON;
            default ->
                throw new IllegalArgumentException(
                        "there are no arrivals '" + arrivals + "'" + Nearest.hint(arrivals, ARRIVALS));
        };
    }

    boolean allowsMissed() {
        return allowMissed;
    }

    /** The rate in words. */
    String words() {
        return stages.map(text -> "stages " + text)
                .orElseGet(() -> "rate " + rate.orElse(defaultRate())
                        + profile.map(text -> ", profile " + text).orElse(""));
    }
}
