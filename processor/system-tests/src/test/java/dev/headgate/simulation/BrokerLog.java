package dev.headgate.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One partition as the brokers have it, what its group has committed, and what became of each record in truth. */
final class BrokerLog {
    /** @param key -1 for none */
    record Entry(long offset, int key) {}

    final int partition;
    /** What comes after it is there to show what others make of the sink. */
    long poisonBefore = Long.MAX_VALUE;

    final List<Entry> entries = new ArrayList<>();
    long start;
    long end;
    long committed = -1;
    String metadata = "";

    /** Where somebody has moved the position last; -1 if nobody has. */
    long jumpedTo = -1;

    /** Acknowledged by the sink or the dead-letter sink, or given up by policy; by anyone, at any time. */
    final BitSet done = new BitSet();

    /** Handed to a sink, by anyone. */
    final BitSet handed = new BitSet();

    /** Nobody has to deliver them: they were gone, or somebody who may has jumped over them. */
    final BitSet excused = new BitSet();

    /** How many outputs or dead letters of each record readers of committed records see; of exactly-once only. */
    final Map<Long, Integer> copies = new HashMap<>();

    /** How many more they may see, since somebody who may has gone back before it. */
    final Map<Long, Integer> repeats = new HashMap<>();

    /** Whose the commit is; -1 for another member's. */
    int committedLineage = -1;

    private final Map<Integer, List<Long>> offsetsOfKey = new HashMap<>();
    private final Map<Integer, Integer> deliveredOfKey = new HashMap<>();

    BrokerLog(int partition) {
        this.partition = partition;
    }

    void append(int key) {
        entries.add(new Entry(end, key));
        if (key >= 0) {
            offsetsOfKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(end);
        }
        end++;
    }

    /** Somebody who may goes to this offset: what was done from there on, or may have been below the position, is done again. */
    void mayRepeatFrom(long offset, long position) {
        for (int i = indexOf(offset); i < entries.size(); i++) {
            long each = entries.get(i).offset();
            if (each < position || copies.containsKey(each)) {
                repeats.merge(each, 1, Integer::sum);
            }
        }
    }

    /** Offsets that hold no record: a transaction's marker, or what compaction has left out. */
    void leaveGap(int offsets) {
        end += offsets;
    }

    void deleteBefore(long offset) {
        start = Math.max(start, Math.min(offset, end));
        excused.set(0, (int) start);
    }

    /** The index of the first entry at or above this offset. */
    int indexOf(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether a record lies between the two. */
    boolean hasRecordIn(long from, long to) {
        int index = indexOf(from);
        return index < entries.size() && entries.get(index).offset() < to;
    }

    /** The lowest offset of this key, below the given one, that nobody has delivered, and somebody should have; or -1. */
    long undeliveredBefore(int key, long offset) {
        List<Long> offsets = offsetsOfKey.getOrDefault(key, List.of());
        int index = deliveredOfKey.getOrDefault(key, 0);
        while (index < offsets.size() && isDelivered(offsets.get(index))) {
            index++;
        }
        deliveredOfKey.put(key, index);
        for (int i = index; i < offsets.size() && offsets.get(i) < offset; i++) {
            if (!isDelivered(offsets.get(i))) {
                return offsets.get(i);
            }
        }
        return -1;
    }

    private boolean isDelivered(long offset) {
        int bit = (int) offset;
        return handed.get(bit) || done.get(bit) || excused.get(bit);
    }

    /** The first record at or above this offset that has not been done and isn't excused; or -1. */
    long firstNotDone() {
        for (Entry entry : entries) {
            if (!done.get((int) entry.offset()) && !excused.get((int) entry.offset())) {
                return entry.offset();
            }
        }
        return -1;
    }

    /**
     * Whether no record is left above the commit. Where somebody has jumped to the end, there is none to commit yet, and the
     * commit stays where it was.
     */
    boolean isCommittedToTheEnd() {
        return committed < 0 || !hasRecordIn(committed, end) || (jumpedTo >= 0 && !hasRecordIn(jumpedTo, end));
    }
}
