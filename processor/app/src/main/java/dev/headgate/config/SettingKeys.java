package dev.headgate.config;

import dev.headgate.internal.Setting;
import java.util.Arrays;

/** What the configuration calls the engine's settings, so that an error of the engine names a key. */
public final class SettingKeys {
    private SettingKeys() {}

    /** The key of a setting. */
    static String of(Setting setting) {
        return switch (setting) {
            case TOPICS -> "headgate.topics";
            case QUEUE_CAPACITY -> "headgate.queue.capacity";
            case PARTITION_WINDOW -> "headgate.offsets.window";
            case OFFSET_MAP_BYTES -> "headgate.offsets.map-bytes";
            case COMMIT -> "headgate.commit";
            case INITIAL_OFFSET -> "headgate.offsets.initial";
            case ON_OUT_OF_RANGE -> "headgate.offsets.out-of-range";
        };
    }

    /** The key of the setting with this method of the builder; the method itself where there is no such key. */
    public static String of(String method) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.method().equals(method))
                .findFirst()
                .map(SettingKeys::of)
                .orElse(method);
    }
}
