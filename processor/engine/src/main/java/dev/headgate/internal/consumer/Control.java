package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.CompletionQueue;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** What others ask of the poll thread. Written by any thread, obeyed at the poll thread's next step. */
public final class Control {
    private static final int MOST_WISHES = 64;

    private final CompletionQueue completions;
    private final Set<TopicPartition> pausedPartitions = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Seek> seeks = new ArrayBlockingQueue<>(MOST_WISHES);
    private final BlockingQueue<Recreated> recreated = new ArrayBlockingQueue<>(MOST_WISHES);
    private volatile boolean paused;
    private volatile boolean shutdown;

    /** Where to go on with a partition. */
    record Seek(TopicPartition partition, long offset) {}

    /** A topic that was deleted and created again after the ownership of this epoch had begun. */
    record Recreated(String topic, long epoch) {}

    /** @param completions where the poll thread may be waiting */
    public Control(CompletionQueue completions) {
        this.completions = completions;
    }

    /** Pauses all partitions, or takes that back. */
    public void pause(boolean wanted) {
        paused = wanted;
        completions.wake();
    }

    /** Pauses one partition for as long as it is, or comes to be, assigned; or takes that back. */
    public void pause(TopicPartition partition, boolean wanted) {
        if (wanted) {
            pausedPartitions.add(partition);
        } else {
            pausedPartitions.remove(partition);
        }
        completions.wake();
    }

    /**
     * Goes on with a partition at another offset, if it is assigned by then.
     *
     * @throws IllegalStateException if too many such wishes wait already
     */
    public void seek(TopicPartition partition, long offset) {
        if (!seeks.offer(new Seek(partition, offset))) {
            throw new IllegalStateException(MOST_WISHES + " seeks are waiting for the poll thread already");
        }
        completions.wake();
    }

    /**
     * Says that a topic was deleted and created again.
     *
     * @param epoch of the last ownership that is known to have begun before
     */
    public void recreated(String topic, long epoch) {
        if (!recreated.offer(new Recreated(topic, epoch))) {
            throw new IllegalStateException(
                    MOST_WISHES + " topics created again are waiting for the poll thread already");
        }
        completions.wake();
    }

    /** Asks for a shutdown; there is no way back. */
    public void shutdown() {
        shutdown = true;
        completions.wake();
    }

    boolean isPauseWanted() {
        return paused;
    }

    /** The partitions that are to be paused on their own. A view. */
    Set<TopicPartition> pausedPartitions() {
        return Collections.unmodifiableSet(pausedPartitions);
    }

    /** The next wish, once. */
    Optional<Seek> takeSeek() {
        return Optional.ofNullable(seeks.poll());
    }

    /** A topic that was created again, once. */
    Optional<Recreated> takeRecreated() {
        return Optional.ofNullable(recreated.poll());
    }

    boolean isShutdownWanted() {
        return shutdown;
    }
}
