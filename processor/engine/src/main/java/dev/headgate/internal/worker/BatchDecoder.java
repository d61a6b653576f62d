package dev.headgate.internal.worker;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.internal.dispatch.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes the records of one batch, so that one that can't be decoded fails alone. */
final class BatchDecoder {
    /** A job of a run that can't be decoded, in the engine's words. Of those behind it in its lane none was tried. */
    record Undecodable(Batch.Run run, int index, Throwable reason) {}

    private final BulkWorker worker;
    private final FailureReader reader;
    private final List<ConsumerRecord<Object, Object>> records = new ArrayList<>();
    private final List<Undecodable> undecodable = new ArrayList<>();

    BatchDecoder(BulkWorker worker, FailureReader reader) {
        this.worker = worker;
        this.reader = reader;
    }

    /** Returns what fails the batch as a whole: that there was not time enough, or that what the deserializers ask is away. */
    Optional<Throwable> decode(Batch batch, long nowNanos) {
        worker.watch().begin(nowNanos, batch.first());
        Optional<Throwable> away = Optional.empty();
        for (Batch.Run run : batch.runs()) {
            away = decode(run);
            if (away.isPresent()) {
                break;
            }
        }
        return worker.watch().end() && (away.isPresent() || !undecodable.isEmpty())
                ? Optional.of(AttemptTimeoutException.inDecoding())
                : away;
    }

    private Optional<Throwable> decode(Batch.Run run) {
        for (int i = 0; i < run.jobs().size(); i++) {
            try {
                records.add(decode(run.jobs().get(i)));
            } catch (Throwable e) { // whatever a deserializer throws is this record's failure, and no other's
                Throwable reason = reader.read(e);
                if (reason instanceof DownstreamUnavailableException) {
                    return Optional.of(reason);
                }
                undecodable.add(new Undecodable(run, i, reason));
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private ConsumerRecord<Object, Object> decode(Job job) throws Exception {
        try {
            return worker.decode(job);
        } catch (InterruptedException left) {
            if (worker.watch().isInterrupted()) {
                throw left;
            }
            return worker.decode(job); // the deserializer has interrupted its own thread at a record before this one
        }
    }

    /** What could be decoded, in the batch's order. */
    List<ConsumerRecord<Object, Object>> records() {
        return records;
    }

    List<Undecodable> undecodable() {
        return undecodable;
    }
}
