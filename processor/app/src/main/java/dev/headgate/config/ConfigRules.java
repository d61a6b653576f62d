package dev.headgate.config;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.StageOptions;
import dev.headgate.internal.EngineOptions;
import dev.headgate.net.HostCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ranges of the values, and what they demand of one another. Collects all problems before it complains. */
final class ConfigRules {
    private static final int LEAST_TOKEN = 16;

    private final ConfigSources sources;
    private final List<String> problems = new ArrayList<>();

    ConfigRules(ConfigSources sources) {
        this.sources = sources;
    }

    /** @throws ConfigException naming every key that breaks a rule */
    void check(HeadgateConfig config) {
        atLeast("headgate.workers", config.workers(), 1);
        atLeast("headgate.queue.capacity", config.queue().capacity(), 2);
        atLeast("headgate.queue.bytes", config.queue().bytes(), 1);
        config.offsets().window().ifPresent(window -> atLeast("headgate.offsets.window", window, 2));
        between("headgate.offsets.map-bytes", config.offsets().mapBytes(), 0, EngineOptions.MOST_MAP_BYTES);
        zeroOrMillis("headgate.attempt-timeout", config.attemptTimeout());
        zeroOrMillis("headgate.drain-timeout", config.drainTimeout());
        zeroOrMillis("headgate.revoke-timeout", config.revokeTimeout());
        positive("headgate.commit.interval", config.commit().interval());
        atLeast("headgate.commit.records", config.commit().records(), 1);
        positive("headgate.commit.timeout", config.commit().timeout());
        positive("headgate.lag.interval", config.lag().interval());
        between("headgate.admin.port", config.admin().port(), 0, 65_535);
        config.admin()
                .allowedHosts()
                .filter(names ->
                        !Arrays.stream(names.split(",")).map(String::strip).allMatch(HostCheck::isName))
                .ifPresent(names -> add(
                        "headgate.admin.allowed-hosts",
                        "must be names of hosts, without ports and separated by commas, or * for any",
                        names));
        config.admin()
                .controlToken()
                .filter(token -> token.length() < LEAST_TOKEN)
                .ifPresent(token -> add(
                        "headgate.admin.control-token",
                        "must have at least " + LEAST_TOKEN + " characters, such as those of 'openssl rand -hex 16'",
                        token.length() + " characters long"));
        rate("headgate.handler.rate", config.handler().rate());
        checkBatch(config);
        checkExactlyOnce(config);
        checkRetry(config.retry());
        checkStages(config.stages());
        checkDeadLetters(config);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private void checkBatch(HeadgateConfig config) {
        HeadgateConfig.Batch batch = config.batch();
        batch.size().ifPresent(size -> atLeast("headgate.batch.size", size, 1));
        batch.bytes().ifPresent(bytes -> atLeast("headgate.batch.bytes", bytes, 1));
        int capacity = config.queue().capacity();
        batch.size()
                .filter(size -> size > capacity)
                .ifPresent(size ->
                        add("headgate.batch.size", "must not be above headgate.queue.capacity, " + capacity, size));
        if (batch.per().equals(Optional.of(BatchOptions.Per.KEY)) && config.ordering() == Ordering.UNORDERED) {
            add("headgate.batch.per", "needs headgate.ordering to be key or partition", "key");
        }
    }

    private void checkExactlyOnce(HeadgateConfig config) {
        HeadgateConfig.Transaction transaction = config.transaction();
        positive("headgate.transaction.interval", transaction.interval());
        if (transaction.timeout().toMillis() > Integer.MAX_VALUE) {
            add("headgate.transaction.timeout", "must be at most " + Integer.MAX_VALUE + "ms", transaction.timeout());
        }
        if (transaction.timeout().compareTo(transaction.interval().multipliedBy(2)) < 0) {
            add(
                    "headgate.transaction.timeout",
                    "must be at least twice headgate.transaction.interval, "
                            + transaction.interval().toMillis() + "ms",
                    transaction.timeout().toMillis() + "ms");
        }
        String sink = config.sink().name().orElse("kafka");
        if (config.guarantee() == Guarantee.EXACTLY_ONCE && !sink.equals("kafka")) {
            add(
                    "headgate.guarantee",
                    "needs the sink kafka, whose outputs can go into a transaction, and headgate.sink.name is " + sink
                            + "; take that sink, or at-least-once",
                    "exactly-once");
        }
    }

    private void checkRetry(HeadgateConfig.Retry retry) {
        atLeast("headgate.retry.max-attempts", retry.maxAttempts(), 1);
        positive("headgate.retry.initial-backoff", retry.initialBackoff());
        between("headgate.retry.multiplier", retry.multiplier(), 1, Double.MAX_VALUE);
        between("headgate.retry.jitter", retry.jitter(), 0, 1);
        if (retry.maxBackoff().compareTo(retry.initialBackoff()) < 0) {
            add(
                    "headgate.retry.max-backoff",
                    "must not be below headgate.retry.initial-backoff, "
                            + retry.initialBackoff().toMillis() + "ms",
                    retry.maxBackoff().toMillis() + "ms");
        }
    }

    private void checkStages(List<HeadgateConfig.Stage> stages) {
        for (int i = 0; i < stages.size(); i++) {
            String prefix = "headgate.stages[" + i + "]";
            atLeast(prefix + ".workers", stages.get(i).workers(), 1);
            int index = i;
            stages.get(i).buffer().ifPresent(buffer -> atLeast("headgate.stages[" + index + "].buffer", buffer, 1));
            rate(prefix + ".rate", stages.get(i).rate());
        }
    }

    private void checkDeadLetters(HeadgateConfig config) {
        HeadgateConfig.Failure failure = config.failure();
        boolean wanted =
                failure.policy() == FailurePolicy.DEAD_LETTER || failure.undecodable() == FailurePolicy.DEAD_LETTER;
        if (wanted && config.deadLetter().topic().isEmpty()) {
            problems.add("headgate.dead-letter.topic is missing: a failure policy says dead-letter, so name the topic");
        }
    }

    private void atLeast(String key, long value, long least) {
        if (value < least) {
            add(key, "must be at least " + least, value);
        }
    }

    private void between(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            add(
                    key,
                    most == Double.MAX_VALUE
                            ? "must be at least " + plain(least)
                            : "must be between " + plain(least) + " and " + plain(most),
                    plain(value));
        }
    }

    private void positive(String key, Duration value) {
        if (value.toMillis() < 1) {
            add(key, "must be at least 1ms", value);
        }
    }

    /** Below a millisecond some would count as 0, which is something else. */
    private void zeroOrMillis(String key, Duration value) {
        if (!value.isZero()) {
            positive(key, value);
        }
    }

    private void rate(String key, double value) {
        if (!StageOptions.isRate(value)) {
            add(key, "must be 0, for no limit, or at least " + StageOptions.SLOWEST_RATE, plain(value));
        }
    }

    private void add(String key, String rule, Object value) {
        problems.add(key + " (" + sources.label(key) + ") is " + value + ": it " + rule);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
