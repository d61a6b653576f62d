package dev.headgate.benchmarks.system;

import java.util.Map;

public final class ShareSystem {
    public static final Map<String, String> BROKER_PROPERTIES = Map.of();

    private ShareSystem() {}
}
