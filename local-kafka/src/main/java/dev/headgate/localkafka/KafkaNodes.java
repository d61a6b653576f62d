package dev.headgate.localkafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of one cluster that live in this JVM, started and stopped side by side: a node of a cluster is not ready
 * before a majority of the nodes is.
 */
final class KafkaNodes {

    static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** How long a broker may take to hand its leaderships over before it stops without. */
    private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(KafkaNodes.class);

    private final List<KafkaNode> nodes;

    KafkaNodes(List<KafkaNode> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Starts all nodes, or none.
     *
     * @throws LocalKafkaException if a node fails or takes longer than {@link #START_LIMIT}
     */
    void start() {
        try {
            onEach(KafkaNode::start, START_LIMIT);
        } catch (ExecutionException e) {
            stop();
            throw new LocalKafkaException("Kafka did not start: " + e.getCause(), e);
        } catch (TimeoutException e) {
            stop();
            throw new LocalKafkaException(
                    "Kafka did not start in " + START_LIMIT.toSeconds() + " s: is the machine overloaded?", e);
        }
    }

    /**
     * Stops the brokers and then the controllers, since a broker leaves the cluster in order only while there is a
     * controller. Gives up after half a minute.
     *
     * @return whether every node stopped in time; if not, its threads may still write to its directory
     */
    boolean stop() {
        boolean brokersStopped = stopEach("broker", node -> node.stopBroker(HAND_OVER_LIMIT));
        boolean controllersStopped = stopEach("controller", KafkaNode::stopController);
        return brokersStopped && controllersStopped;
    }

    private boolean stopEach(String what, Consumer<KafkaNode> step) {
        try {
            onEach(step, STOP_LIMIT);
            return true;
        } catch (ExecutionException e) {
            log.warn("A {} did not stop in order", what, e.getCause());
            return false;
        } catch (TimeoutException e) {
            log.warn("A {} did not stop within {} s", what, STOP_LIMIT.toSeconds());
            return false;
        }
    }

    private void onEach(Consumer<KafkaNode> step, Duration limit) throws ExecutionException, TimeoutException {
        ExecutorService executor = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("local-kafka-", 1).factory());
        try {
            List<CompletableFuture<Void>> steps = nodes.stream()
                    .map(node -> CompletableFuture.runAsync(() -> step.accept(node), executor))
                    .toList();
            CompletableFuture<Void> all = CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new));
            for (CompletableFuture<Void> each : steps) {
                var _ = each.whenComplete((_, problem) -> {
                    if (problem != null) {
                        all.completeExceptionally(problem);
                    }
                });
            }
            all.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
