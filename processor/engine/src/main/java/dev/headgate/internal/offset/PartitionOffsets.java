package dev.headgate.internal.offset;

import dev.headgate.internal.SourcePartition;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one partition are in flight, and up to which offset everything is acknowledged.
 *
 * <p>Records are numbered in the order of their admission, and a ring is indexed by that number, not by the offset. So
 * gaps between offsets (transaction markers, compaction) cost nothing and are crossed as if they weren't there, an
 * acknowledgement finds its slot without a search, and the window counts records, not offsets. A slot holds the record
 * while it is in flight and nothing afterwards. The oldest record in flight is at the head; the head moves on over slots
 * that are empty. Both admission and acknowledgement take constant time, amortised.
 *
 * <p>What earlier owners acknowledged beyond the prefix they committed is taken in as it was left: acknowledged at once.
 * Until the position has passed it, it stays in the map that goes with each commit.
 *
 * <p>Owned by the poll thread.
 *
 * @param <T> what is in flight
 */
public final class PartitionOffsets<T> {
    private final SourcePartition source;
    private final RecordRing<T> ring = new RecordRing<>();
    private long head;
    private long tail;
    private int inFlight;
    private long next = -1;
    private long first = -1;
    private long committed = -1;
    private int leaderEpoch = -1;
    private @Nullable RestoredMap restored;

    /** Counts the acknowledgements beyond the prefix: what tells an old map from a new one. */
    private long beyond;

    private String confirmedMap = "";
    private CommitMap map = CommitMap.NONE;

    public PartitionOffsets(SourcePartition source) {
        this.source = source;
    }

    public SourcePartition source() {
        return source;
    }

    /**
     * What earlier owners have done, by the map in their last commit. Called before the first record.
     *
     * @param offset the offset that was committed with it, where consumption begins
     */
    public void restore(long offset, OffsetRanges done) {
        restored = done.isEmpty() ? null : new RestoredMap(offset, done);
    }

    /** Nothing was committed, and this offset is where consumption began. Called before the first record. */
    public void beginsAt(long offset) {
        first = offset;
    }

    /**
     * Takes in the next record.
     *
     * @return the slot to acknowledge it by
     * @throws IllegalStateException if the offset is not above all earlier ones, which would be a silent jump
     */
    public long admit(long offset, T item) {
        append(offset, item);
        inFlight++;
        return tail++;
    }

    /**
     * Takes in the next record if an earlier owner has done it: it counts as acknowledged, and is never in flight.
     *
     * @return false if it has to be processed, and so still has to be admitted
     * @throws IllegalStateException as {@link #admit}
     */
    public boolean admitDone(long offset) {
        return restored != null && admitDone(restored, offset);
    }

    private boolean admitDone(RestoredMap known, long offset) {
        boolean done = known.contains(offset);
        if (known.isPassed()) {
            restored = null;
        }
        if (done) {
            append(offset, null);
            tail++;
            moveHead();
        }
        return done;
    }

    private void append(long offset, @Nullable T item) {
        if (offset < next) {
            throw new IllegalStateException(
                    source.topicPartition() + "@" + offset + " was polled again; the next offset is " + next);
        }
        ring.reserve(head, tail);
        ring.put(tail, offset, item);
        next = offset + 1;
        if (first < 0) {
            first = offset;
        }
    }

    /** The record in this slot has ended. */
    public void acknowledge(long slot) {
        if (slot < head || slot >= tail || ring.isEmpty(slot)) {
            throw new IllegalStateException(source + " has nothing in flight in slot " + slot);
        }
        ring.clear(slot);
        inFlight--;
        if (slot == head) {
            moveHead();
        } else {
            beyond++;
        }
    }

    private void moveHead() {
        while (head < tail && ring.isEmpty(head)) {
            head++;
        }
    }

    /**
     * The consumer's position went past offsets that hold no record. Counts only up to records in flight, and never back.
     *
     * @param leader the leader epoch at that position; -1 if unknown
     */
    public void advanceTo(long position, int leader) {
        if (position >= next) {
            next = position;
            leaderEpoch = leader;
        }
    }

    /** The offset below which everything is acknowledged, so the one to commit; empty before the first poll. */
    public OptionalLong acknowledged() {
        return optional(acknowledgedOrUnknown());
    }

    /**
     * What to commit: the prefix and the map of what is acknowledged beyond, both of this moment. Empty if the broker has
     * confirmed just that, or before the first poll. A map is made only if something has changed since the last one.
     *
     * @param maxBytes the most bytes of the map; what doesn't fit will be processed again by the next owner
     */
    public Optional<CommitPoint> toCommit(OffsetMapWriter writer, int maxBytes) {
        return present(writer, maxBytes)
                .filter(point -> point.offset() >= committed)
                .filter(point ->
                        point.offset() != committed || !point.metadata().equals(confirmedMap));
    }

    /** What {@link #toCommit} would be, confirmed already or not. */
    public Optional<CommitPoint> present(OffsetMapWriter writer, int maxBytes) {
        long offset = acknowledgedOrUnknown();
        if (offset < 0) {
            return Optional.empty();
        }
        if (!map.isOf(offset, beyond, maxBytes)) {
            map = map(offset, writer, maxBytes);
        }
        return Optional.of(new CommitPoint(offset, leaderEpoch(), map.text()));
    }

    /** Whether the map of the last {@link #toCommit} names all that is acknowledged beyond the prefix. */
    public boolean isMapWhole() {
        return map.isWhole();
    }

    private CommitMap map(long offset, OffsetMapWriter writer, int maxBytes) {
        boolean nothing = ackedBeyond() == 0 && restored == null;
        if (maxBytes == 0 || nothing) {
            return new CommitMap(offset, beyond, maxBytes, maxBytes == 0 ? "" : writer.empty(), nothing);
        }
        writer.begin(offset, maxBytes);
        long slot = head;
        while (slot < tail && !writer.isFull()) {
            if (!ring.isEmpty(slot)) {
                slot++;
                continue;
            }
            long from = ring.offset(slot);
            while (slot < tail && ring.isEmpty(slot)) {
                slot++;
            }
            // Offsets without a record are done as much as not: to count them to the run costs nothing.
            writer.add(from, slot < tail ? ring.offset(slot) : next);
        }
        if (restored != null) {
            restored.writeFrom(next, writer);
        }
        String written = writer.end(source.topicPartition());
        return new CommitMap(offset, beyond, maxBytes, written, !writer.isFull());
    }

    /** The broker confirmed a commit. Confirmations may arrive late or twice: the greatest offset counts. */
    public void confirm(CommitPoint point) {
        if (point.offset() >= committed) {
            committed = point.offset();
            confirmedMap = point.metadata();
        }
    }

    /** The greatest offset whose commit was confirmed to this ownership. */
    public OptionalLong committed() {
        return optional(committed);
    }

    /** The offset after the last record polled. */
    public OptionalLong position() {
        return optional(next);
    }

    /** The leader epoch at the position (KIP-320); -1 if unknown. */
    public int leaderEpoch() {
        return head == tail ? leaderEpoch : -1;
    }

    /** Records in flight. */
    public int inFlight() {
        return inFlight;
    }

    /** Records from the oldest in flight to the newest polled, whether acknowledged or not. */
    public int window() {
        return (int) (tail - head);
    }

    /**
     * The window in the measure of {@link OffsetMapCodec#recordsThatFit}: as many records without gaps between them would
     * have a map as long as this window's can become.
     */
    public int windowForMap() {
        return head == tail ? 0 : OffsetMapCodec.equivalent(tail - head, next - ring.offset(head));
    }

    /** The same, if the record at this offset were in it too. */
    public int windowForMapWith(long offset) {
        return head == tail ? 1 : OffsetMapCodec.equivalent(tail - head + 1, offset + 1 - ring.offset(head));
    }

    /** The offset of the first record taken in; empty before it. */
    public OptionalLong first() {
        return optional(first);
    }

    /** Records polled and acknowledged above the oldest in flight. */
    public int ackedBeyond() {
        return window() - inFlight;
    }

    /** Which records of the window are acknowledged, as {@link WindowSketch} draws it. Empty if none is. */
    public String ackedMap() {
        return ackedBeyond() == 0 ? "" : WindowSketch.of(window(), place -> ring.isEmpty(head + place));
    }

    /** The oldest record in flight. */
    public Optional<T> oldest() {
        return head == tail ? Optional.empty() : Optional.ofNullable(ring.item(head));
    }

    /** Calls back for each record in flight, oldest first. */
    public void forEachInFlight(Consumer<? super T> action) {
        for (long slot = head; slot < tail; slot++) {
            T item = ring.item(slot);
            if (item != null) {
                action.accept(item);
            }
        }
    }

    private long acknowledgedOrUnknown() {
        return head == tail ? next : ring.offset(head);
    }

    private static OptionalLong optional(long value) {
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
