package dev.headgate.internal.metrics;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PartitionSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an engine waits for that has no partition of a topic: for brokers that don't answer, or for a topic that isn't there.
 * The consumer itself waits without a word, or with many. Looks at nothing as long as each topic has a partition here. Runs on a
 * thread of its own, so that a slow broker delays nobody.
 */
public final class SubscriptionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(2);

    private final Set<String> topics;
    private final Map<String, Object> consumer;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final LongSupplier clock;
    private volatile Optional<PartitionEnds> brokers = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private String said = "";
    private long saidAt;
    private long waitsSince;
    private boolean allThere;

    /**
     * Starts nothing before {@link #start}.
     *
     * @param topics the topics that the engine subscribes to
     * @param consumer the properties of its consumer
     */
    public SubscriptionWatch(Set<String> topics, Map<String, Object> consumer) {
        this(topics, consumer, System::nanoTime);
    }

    SubscriptionWatch(Set<String> topics, Map<String, Object> consumer, LongSupplier clock) {
        this.clock = clock;
        this.waitsSince = clock.getAsLong();
        this.topics = Set.copyOf(topics);
        this.consumer = consumer;
    }

    /** Looks from now on. Called once. */
    public void start(Supplier<EngineSnapshot> snapshots) {
        Thread made = Thread.ofPlatform().daemon().name("headgate-subscription").unstarted(() -> run(snapshots));
        thread = Optional.of(made);
        made.start();
    }

    private void run(Supplier<EngineSnapshot> snapshots) {
        try {
            while (!stop.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                look(snapshots.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    /** One look. Called by the watch's thread. */
    void look(EngineSnapshot engine) throws InterruptedException {
        Set<String> missing = new TreeSet<>(topics);
        missing.removeAll(
                engine.partitions().stream().map(PartitionSnapshot::topic).collect(Collectors.toSet()));
        if (missing.isEmpty() || engine.state().hasEnded()) {
            allThere = false;
            said = "";
            waitsSince = clock.getAsLong();
            disconnect();
            return;
        }
        if (allThere && clock.getAsLong() - saidAt < AGAIN_NANOS) {
            return; // others have their partitions
        }
        try {
            missing.removeAll(connected().topicIds(missing).keySet());
            allThere = missing.isEmpty();
            if (allThere) {
                said = "";
                saidAt = clock.getAsLong();
                waitsSince = saidAt;
            } else {
                say((missing.size() == 1 ? "the topic " : "the topics ") + String.join(", ", missing)
                        + ", not there at " + servers() + ": create what is missing, or correct the name");
            }
        } catch (PartitionEnds.UnknownException | RuntimeException e) {
            allThere = false;
            if (stop.getCount() > 0) {
                say("Kafka: "
                        + (isSilence(e.getCause())
                                ? "no broker answers at " + servers()
                                : servers() + " says " + e.getMessage()));
            }
        }
    }

    private static boolean isSilence(@Nullable Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private void say(String what) {
        long now = clock.getAsLong();
        if (!what.equals(said) || now - saidAt >= AGAIN_NANOS) {
            said = what;
            saidAt = now;
            LOG.warn(
                    "group {} has waited {} s for {}",
                    consumer.get(ConsumerConfig.GROUP_ID_CONFIG),
                    TimeUnit.NANOSECONDS.toSeconds(now - waitsSince),
                    what);
        }
    }

    private String servers() {
        return String.valueOf(consumer.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    private PartitionEnds connected() {
        PartitionEnds known = brokers.orElseGet(() -> PartitionEnds.connect(consumer));
        brokers = Optional.of(known);
        return known;
    }

    private void disconnect() {
        brokers.ifPresent(PartitionEnds::close);
        brokers = Optional.empty();
    }

    /** Ends the connection, which ends a look under way, and the thread, within 3 s. */
    @Override
    public void close() {
        stop.countDown();
        brokers.ifPresent(PartitionEnds::close);
        try {
            if (thread.isPresent()) {
                thread.get().join(END_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
