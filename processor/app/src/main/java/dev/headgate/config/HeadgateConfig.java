package dev.headgate.config;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.ThreadKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every key under {@code headgate}, with its default. Two kinds of keys have no place here, since their names are not ours:
 * the {@code options} of handler, stages and sink, and the client properties under {@code kafka}; see {@link LoadedConfig}.
 */
@ConfigMapping(prefix = "headgate")
public interface HeadgateConfig {
    /** What to subscribe to, separated by commas. */
    Optional<List<@WithConverter(TopicConverter.class) String>> topics();

    /** Which records wait for one another: unordered, key or partition. */
    @WithDefault("key")
    Ordering ordering();

    /** The most records handled at once. */
    @WithDefault("100")
    int workers();

    /** What a consumed record leaves behind in the sink: at-least-once, or exactly-once, with the sink kafka only. */
    @WithDefault("at-least-once")
    Guarantee guarantee();

    /** What a worker runs on: virtual, for handlers that wait, or platform, for those that compute. */
    @WithDefault("virtual")
    ThreadKind threads();

    /** How long one attempt may take, in the handler and again in the sink; 0 for no limit. */
    @WithDefault("0s")
    @WithConverter(DurationConverter.class)
    Duration attemptTimeout();

    /** How long a shutdown waits for what is in flight. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    Duration drainTimeout();

    /** How long a revoke waits for what is in flight of the partitions that go away. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    Duration revokeTimeout();

    Queue queue();

    Offsets offsets();

    Commit commit();

    Transaction transaction();

    Retry retry();

    Failure failure();

    DeadLetter deadLetter();

    Handler handler();

    Batch batch();

    /** Stages after the handler, in their order. */
    List<Stage> stages();

    Sink sink();

    Admin admin();

    Lag lag();

    /** What bounds the records in flight. */
    interface Queue {
        /** The most records in flight: queued, executing, waiting for a retry or for an acknowledgement. */
        @WithDefault("10000")
        int capacity();

        /** The most bytes in flight, give or take one poll. */
        @WithDefault("64MiB")
        @WithConverter(BytesConverter.class)
        long bytes();
    }

    /** Where consumption starts, and how far it may run ahead of its oldest record. */
    interface Offsets {
        /**
         * The most records of one partition between its oldest unacknowledged and its newest; by default 65536, or, if the
         * guarantee is exactly-once, as many as have a map that always fits.
         */
        Optional<Integer> window();

        /** The most bytes in a commit that say what is done beyond its offset, below offset.metadata.max.bytes; 0 for none. */
        @WithDefault("4000")
        int mapBytes();

        /** Where to start in a partition for which the group has committed nothing: earliest or latest. */
        @WithDefault("earliest")
        InitialOffset initial();

        /** What to do when the committed offset is no longer in the log: halt, earliest or latest. */
        @WithDefault("halt")
        OutOfRange outOfRange();
    }

    /** When to commit: at the earlier of both. */
    interface Commit {
        /** The longest time between two commits while there is something to commit. */
        @WithDefault("1s")
        @WithConverter(DurationConverter.class)
        Duration interval();

        /** The most acknowledged records between two commits. */
        @WithDefault("100000")
        int records();

        /** How long a commit on revoke or close may take. */
        @WithDefault("10s")
        @WithConverter(DurationConverter.class)
        Duration timeout();
    }

    /** How transactions are cut, if the guarantee is exactly-once. */
    interface Transaction {
        /** The longest time a non-empty transaction stays open. Readers see output up to this much later. */
        @WithDefault("100ms")
        @WithConverter(DurationConverter.class)
        Duration interval();

        /** After how long the brokers abort one that its processor doesn't end, since it crashed. */
        @WithDefault("10s")
        @WithConverter(DurationConverter.class)
        Duration timeout();
    }

    /** How often and how far apart a failed record is tried again. */
    interface Retry {
        /** Attempts in all, the first included. */
        @WithDefault("5")
        int maxAttempts();

        /** The wait after the first failure. */
        @WithDefault("100ms")
        @WithConverter(DurationConverter.class)
        Duration initialBackoff();

        /** By how much each wait is longer than the one before. */
        @WithDefault("2.0")
        double multiplier();

        /** The longest wait. */
        @WithDefault("30s")
        @WithConverter(DurationConverter.class)
        Duration maxBackoff();

        /** Which part of each wait is drawn at random, from 0 to 1. */
        @WithDefault("0.5")
        double jitter();
    }

    /** What becomes of a record that failed for good. */
    interface Failure {
        /** When its attempts are exhausted or it was rejected: halt, skip or dead-letter. */
        @WithDefault("halt")
        FailurePolicy policy();

        /** When its key or value cannot be decoded: halt, skip or dead-letter. */
        @WithDefault("halt")
        FailurePolicy undecodable();
    }

    /** Where dead letters go. */
    interface DeadLetter {
        /** The topic, which has to exist. */
        Optional<@WithConverter(TopicConverter.class) String> topic();
    }

    /** The first stage. */
    interface Handler {
        /** The name of a handler on the class path. */
        @WithDefault("identity")
        String name();

        /** How many records it starts per second at most; 0 for no limit. */
        @WithDefault("0")
        double rate();

        /** Whether the latency of handler and sink says how many of headgate.workers are used, so that none only wait there. */
        @WithDefault("false")
        boolean adaptive();
    }

    /** How a batch handler gets its records. Where one is set, the handler has to be a batch handler. */
    interface Batch {
        /** The most records in a batch; by default 100. */
        Optional<Integer> size();

        /** The most bytes of keys, values and headers in a batch; by default without a bound. */
        Optional<@WithConverter(BytesConverter.class) Long> bytes();

        /** How long the first record of a batch waits for more; by default not at all. */
        Optional<@WithConverter(DurationConverter.class) Duration> linger();

        /** Which records may be in one batch: any, by default, or those of one key. */
        Optional<BatchOptions.Per> per();
    }

    /** A later stage. */
    interface Stage {
        /** The name of a stage on the class path. */
        String name();

        /** How many records it works on at once. */
        @WithDefault("1")
        int workers();

        /** How many records may wait in front of it before the stage ahead has to wait; by default as many as workers. */
        Optional<Integer> buffer();

        /** How many records it starts per second at most; 0 for no limit. */
        @WithDefault("0")
        double rate();

        /** Whether its latency, and after the last stage the sink's, says how many of its workers are used. */
        @WithDefault("false")
        boolean adaptive();
    }

    /** The downstream. */
    interface Sink {
        /** The name of a sink on the class path: kafka, http, log, blackhole, or your own. */
        Optional<String> name();
    }

    /** The HTTP endpoint for health, metrics and state. */
    interface Admin {
        @WithDefault("true")
        boolean enabled();

        /** The address to listen at; this machine alone unless told otherwise. */
        @WithDefault("127.0.0.1")
        String host();

        /** The port to listen at; 0 for any free one. */
        @WithDefault("8080")
        int port();

        /** More names by which the endpoint is reached, separated by commas; {@code *} for any. */
        Optional<String> allowedHosts();

        /** The token that clients must send with a command, at least 16 characters; without it none are taken. */
        Optional<String> controlToken();
    }

    /** How lag is watched. */
    interface Lag {
        /** How often the brokers are asked for the ends of the partitions. */
        @WithDefault("2s")
        @WithConverter(DurationConverter.class)
        Duration interval();
    }
}
