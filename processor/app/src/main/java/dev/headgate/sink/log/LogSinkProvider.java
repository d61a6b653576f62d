package dev.headgate.sink.log;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.internal.sink.SinkOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.Level;

/**
 * The sink named {@code log}. Its options:
 *
 * <ul>
 *   <li>{@code level} ({@code info}): of the lines; {@code trace}, {@code debug}, {@code info} or {@code warn}
 *   <li>{@code payload} ({@code false}): whether lines show the value
 *   <li>{@code payload.max-chars} (200): where the value is cut
 * </ul>
 */
public final class LogSinkProvider implements SinkProvider {
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn");

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        SinkOptions read = SinkOptions.of(name(), options, Set.of("level", "payload", "payload.max-chars"));
        return new LogSink(
                Level.valueOf(read.oneOf("level", "info", LEVELS).toUpperCase(Locale.ROOT)),
                read.flag("payload", false),
                read.integer("payload.max-chars", 200, 1, 1_000_000));
    }
}
