package dev.headgate.sink.blackhole;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.internal.sink.SinkOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The sink named {@code blackhole}. Its options:
 *
 * <ul>
 *   <li>{@code latency} ({@code none}): {@code constant:5ms}, {@code uniform:0ms-20ms}, {@code exponential:10ms} (mean), or
 *       {@code lognormal:10ms:0.5} (median, and the standard deviation of the logarithm)
 *   <li>{@code failure.rate} (0): the share of attempts that fail and are worth another
 *   <li>{@code reject.rate} (0): the share of records that are rejected
 *   <li>{@code unavailable.every} and {@code unavailable.for}: the length of a cycle, and of the outage at its end
 *   <li>{@code seed} (0): equal seeds give each record the same fate
 * </ul>
 */
public final class BlackholeSinkProvider implements SinkProvider {
    private static final Set<String> KNOWN =
            Set.of("latency", "failure.rate", "reject.rate", "unavailable.every", "unavailable.for", "seed");
    private static final Duration SHORTEST = Duration.ofMillis(1);

    @Override
    public String name() {
        return "blackhole";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        SinkOptions read = SinkOptions.of(name(), options, KNOWN);
        LatencyModel latency = LatencyModel.parse(read.text("latency").orElse("none"))
                .orElseThrow(() -> read.invalid("latency", LatencyModel.EXPECTED));
        InjectedFailures failures = new InjectedFailures(
                read.integer("seed", 0L, Long.MIN_VALUE, Long.MAX_VALUE),
                latency,
                read.decimal("failure.rate", 0, 0, 1),
                read.decimal("reject.rate", 0, 0, 1));
        return new BlackholeSink(failures, outages(read), System::nanoTime);
    }

    private static Outages outages(SinkOptions read) {
        if (read.text("unavailable.every").isEmpty()
                && read.text("unavailable.for").isEmpty()) {
            return Outages.NONE;
        }
        read.required("unavailable.every");
        read.required("unavailable.for");
        Duration every = read.duration("unavailable.every", SHORTEST, SHORTEST);
        Duration length = read.duration("unavailable.for", SHORTEST, SHORTEST);
        if (length.compareTo(every) >= 0) {
            throw read.invalid(
                    "unavailable.for", "shorter than unavailable.every, which is " + every.toMillis() + "ms");
        }
        return Outages.of(every, length);
    }
}
