package dev.headgate.internal.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The last job in flight of each lane, by the lane's id. A hash table with open addressing, made for this: ids are hashed
 * already, lanes come and go with almost every record, and a search must not look into jobs, which are in another core's
 * cache by then; so the ids are kept beside them. Owned by the poll thread.
 */
final class LaneTable {
    private static final int INITIAL_SLOTS = 256;

    private long[] ids = new long[INITIAL_SLOTS];
    private @Nullable Job[] last = new Job[INITIAL_SLOTS];
    private int size;

    /** Makes a job the last of the lane. Answers which one was; {@code null} if the lane was empty. */
    @Nullable
    Job append(long id, Job job) {
        int index = indexOf(id);
        Job before = last[index];
        last[index] = job;
        if (before == null) {
            ids[index] = id;
            if (++size * 2 > ids.length) {
                grow();
            }
        }
        return before;
    }

    /**
     * Forgets a lane if this is its last job, and moves those up that it had pushed away, so that no tombstones pile up.
     */
    void remove(long id, Job job) {
        int hole = indexOf(id);
        if (last[hole] != job) {
            return;
        }
        int mask = ids.length - 1;
        for (int i = (hole + 1) & mask; last[i] != null; i = (i + 1) & mask) {
            int home = (int) ids[i] & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                ids[hole] = ids[i];
                last[hole] = last[i];
                hole = i;
            }
        }
        last[hole] = null;
        size--;
    }

    int size() {
        return size;
    }

    private int indexOf(long id) {
        int mask = ids.length - 1;
        int index = (int) id & mask;
        while (last[index] != null && ids[index] != id) {
            index = (index + 1) & mask;
        }
        return index;
    }

    private void grow() {
        long[] oldIds = ids;
        @Nullable Job[] oldLast = last;
        ids = new long[oldIds.length * 2];
        last = new Job[ids.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldLast[i] != null) {
                int index = indexOf(oldIds[i]);
                ids[index] = oldIds[i];
                last[index] = oldLast[i];
            }
        }
    }
}
