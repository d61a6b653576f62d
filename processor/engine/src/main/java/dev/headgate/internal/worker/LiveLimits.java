package dev.headgate.internal.worker;

import dev.headgate.internal.flow.AdaptiveLimit;
import java.util.List;
import java.util.Optional;

/**
 * The limits that change while the pipeline runs: by an operator's word, or with the downstream's latency. Sees to it that
 * records which wait hear of new room. Thread-safe; no call blocks.
 */
public final class LiveLimits {
    private final List<Stage> stages;
    private final Optional<BulkStage> bulk;
    private final Scheduler scheduler;

    LiveLimits(List<Stage> stages, Optional<BulkStage> bulk, DeliveryStep delivery, Scheduler scheduler) {
        this.stages = stages;
        this.bulk = bulk;
        this.scheduler = scheduler;
        if (stages.stream().anyMatch(stage -> stage.adaptive().isPresent())) {
            scheduler.repeat(this::adjust, AdaptiveLimit.WINDOW_NANOS);
        }
        if (stages.getLast().adaptive().isPresent()) {
            delivery.onRoom(() -> makeRoom(stages.getLast()));
        }
    }

    private void adjust() {
        for (Stage stage : stages) {
            if (stage.adaptive().isPresent() && stage.adaptive().get().adjust(scheduler.nanoTime())) {
                makeRoom(stage);
            }
        }
    }

    private void makeRoom(Stage stage) {
        stage.wake();
        if (stage.index() == 0) {
            bulk.ifPresent(BulkStage::hasRoom);
        }
    }

    /**
     * From now on the first stage works on at most this many records at once. What is under way goes on.
     *
     * @throws IllegalArgumentException if it is below 1 or above what is configured
     */
    public void limitWorkers(int records) {
        stages.getFirst().limit().operator(records);
        makeRoom(stages.getFirst());
    }

    /** From now on the first stage starts at most this many records per second; 0 for no limit. */
    public void limitRate(double perSecond) {
        stages.getFirst().limitRate(perSecond);
    }

    /** How many records the stages may work on at once just now. */
    int workers() {
        return stages.stream().mapToInt(stage -> stage.limit().current()).sum();
    }

    /** How many records the first stage starts per second at most; 0 for no limit. */
    double rate() {
        return stages.getFirst().ratePerSecond();
    }
}
