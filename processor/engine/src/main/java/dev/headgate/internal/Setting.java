package dev.headgate.internal;

/** A setting that errors and logs name: by its method of the builder, or by what an application calls it. */
public enum Setting {
    TOPICS("topics"),
    QUEUE_CAPACITY("queueCapacity"),
    PARTITION_WINDOW("partitionWindow"),
    OFFSET_MAP_BYTES("offsetMapBytes"),
    COMMIT("commit"),
    INITIAL_OFFSET("initialOffset"),
    ON_OUT_OF_RANGE("onOutOfRange");

    private final String method;

    Setting(String method) {
        this.method = method;
    }

    /** Its method of {@link dev.headgate.HeadgateBuilder}. */
    public String method() {
        return method;
    }
}
