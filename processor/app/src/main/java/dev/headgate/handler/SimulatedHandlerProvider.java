package dev.headgate.handler;

import dev.headgate.api.HandlerProvider;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import dev.headgate.internal.text.NearestName;
import dev.headgate.internal.text.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code simulated}: takes as long over each record as {@code headgate sim --work-cost} wrote into it, rejects what
 * {@code --poison} spoiled, and hands on the rest as it came. A processor under load behaves as with real work, and the
 * load says how much that is.
 */
public final class SimulatedHandlerProvider implements HandlerProvider<byte[], byte[]> {
    private static final String COST = "cost";
    private static final String WORK = "work";
    private static final String POISON = "poison";
    private static final List<String> OPTIONS = List.of(COST, WORK, POISON);

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Deserializer<byte[]> keyDeserializer() {
        return new ByteArrayDeserializer();
    }

    @Override
    public Deserializer<byte[]> valueDeserializer() {
        return new ByteArrayDeserializer();
    }

    @Override
    public RecordHandler<byte[], byte[], Output> create(Map<String, String> options) {
        options.keySet().stream()
                .filter(each -> !OPTIONS.contains(each))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException(key(unknown) + " is unknown; did you mean '"
                            + NearestName.of(unknown, OPTIONS).orElse(COST) + "'?");
                });
        Duration otherwise = Units.duration(options.getOrDefault(COST, "0ms"))
                .filter(each -> !each.isNegative())
                .orElseThrow(() -> new IllegalArgumentException(
                        key(COST) + " = '" + options.get(COST) + "' must be " + Units.A_DURATION));
        boolean busy = choice(options, WORK, "wait", "cpu").equals("cpu");
        boolean passes = choice(options, POISON, "reject", "pass").equals("pass");
        return new SimulatedHandler(otherwise, busy, passes);
    }

    private static String choice(Map<String, String> options, String name, String usual, String other) {
        String given = options.getOrDefault(name, usual);
        if (!given.equals(usual) && !given.equals(other)) {
            throw new IllegalArgumentException(key(name) + " = '" + given + "' must be " + usual + " or " + other);
        }
        return given;
    }

    private static String key(String option) {
        return "headgate.handler.options." + option;
    }
}
