package dev.headgate.config;

/** What a record that was consumed leaves behind in the sink. */
public enum Guarantee {
    /** One result or more: what was delivered and not committed is delivered again after a crash or a hand-over. */
    AT_LEAST_ONCE,
    /**
     * One result, for readers with {@code read_committed}: results and offsets are committed in one transaction
     * (KIP-98, KIP-447). With the Kafka sink only. A handler still runs more than once where a transaction was aborted.
     */
    EXACTLY_ONCE
}
