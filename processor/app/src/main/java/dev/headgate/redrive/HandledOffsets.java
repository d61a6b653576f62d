package dev.headgate.redrive;

import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.OffsetRanges;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What of one partition of the dead-letter topic is put back: everything below the offset to commit, and beyond that what a map
 * in the commit's metadata says. So those that a filter leaves are found by a later run, and those between them are not put
 * back twice. Records come in ascending order. Owned by the thread that re-drives.
 */
final class HandledOffsets {
    private final TopicPartition partition;
    private final OffsetRanges restored;
    private final List<Range> beyond = new ArrayList<>();
    private long prefix;
    private long next;
    private boolean changed;
    private boolean toNote;

    private record Range(long from, long to) {}

    /**
     * @param committed where to go on
     * @param restored what earlier runs have put back from there on
     */
    HandledOffsets(TopicPartition partition, long committed, OffsetRanges restored) {
        this.partition = partition;
        this.restored = restored;
        this.prefix = committed;
        this.next = committed;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether an earlier run has put this one back. */
    boolean isDone(long offset) {
        return restored.contains(offset);
    }

    /** Below it all is decided. */
    long next() {
        return next;
    }

    /** The record at this offset needs no other run, by what this run has done. */
    void done(long offset) {
        advanceTo(offset + 1);
        toNote = true;
    }

    /** The record at this offset was done before, or is no dead letter but a note. */
    void passed(long offset) {
        advanceTo(offset + 1);
    }

    /** The record at this offset stays for a later run. */
    void left(long offset) {
        advanceTo(offset);
        next = Math.max(next, offset + 1);
    }

    /** Whatever lies between the last record and this offset is no record: a transaction's marker, or compacted away. */
    void advanceTo(long offset) {
        if (offset <= next) {
            return;
        }
        changed = true;
        if (next == prefix) {
            prefix = offset;
        } else if (!beyond.isEmpty() && beyond.getLast().to() == next) {
            beyond.addLast(new Range(beyond.removeLast().from(), offset));
        } else {
            beyond.add(new Range(next, offset));
        }
        next = offset;
    }

    /** Whether there is anything to commit since the last time. */
    boolean isChanged() {
        return changed;
    }

    /** Whether there is anything to note: what an earlier note doesn't tell would be put back twice. */
    boolean isToNote() {
        return toNote;
    }

    void committed() {
        changed = false;
        toNote = false;
    }

    /** What to commit; of a map that doesn't fit, the lower part. */
    OffsetAndMetadata toCommit(OffsetMapWriter writer, int maxBytes) {
        writer.begin(prefix, maxBytes);
        beyond.forEach(range -> writer.add(range.from(), range.to()));
        for (int i = 0; i < restored.count(); i++) {
            if (restored.to(i) > next) {
                writer.add(Math.max(next, restored.from(i)), restored.to(i));
            }
        }
        return new OffsetAndMetadata(prefix, writer.end(partition));
    }
}
