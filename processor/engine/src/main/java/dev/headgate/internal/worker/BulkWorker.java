package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A worker of a first stage that doesn't handle record by record. */
final class BulkWorker extends Worker {
    private final BulkStage bulk;
    private final RecordDecoder<Object, Object> decoder;

    BulkWorker(
            Stage stage,
            WorkerPool pool,
            BulkStage bulk,
            Scheduler scheduler,
            RecordDecoder<Object, Object> decoder,
            Consumer<Throwable> onBroken) {
        super(stage, pool, scheduler, onBroken);
        this.bulk = bulk;
        this.decoder = decoder;
    }

    /** Decodes the job's record for one more attempt. May throw whatever {@link RecordDecoder#decode} does. */
    ConsumerRecord<Object, Object> decode(Job job) throws Exception {
        return decoder.decode(job.forAttempt());
    }

    @Override
    Object handle(Job job) {
        throw new IllegalStateException(job + " is of a stage whose records don't go one by one");
    }

    @Override
    void work(Job job) {
        Job next = bulk.run(job, this);
        for (int run = 1; next != null; run++) {
            if (isTurnOver(run)) {
                stage.submit(next);
                return;
            }
            next = bulk.run(next, this);
        }
    }
}
