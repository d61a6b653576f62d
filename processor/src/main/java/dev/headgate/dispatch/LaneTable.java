package dev.headgate.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The lanes that have jobs in flight, by id. A hash table with open addressing, made for this: ids are hashed already, and
 * lanes come and go with almost every record. Owned by the poll thread.
 */
final class LaneTable {
    private static final int INITIAL_SLOTS = 256;

    private @Nullable Lane[] slots = new Lane[INITIAL_SLOTS];
    private int size;

    /** The lane with this id; a new one if there is none. */
    Lane getOrCreate(long id) {
        int index = indexOf(id);
        Lane lane = slots[index];
        if (lane == null) {
            lane = new Lane(id);
            slots[index] = lane;
            if (++size * 2 > slots.length) {
                grow();
            }
        }
        return lane;
    }

    /** Forgets a lane, and moves those up that it had pushed away, so that no tombstones pile up. */
    void remove(Lane lane) {
        int hole = indexOf(lane.id);
        if (slots[hole] != lane) {
            return;
        }
        int mask = slots.length - 1;
        for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
            Lane candidate = slots[i];
            if (candidate == null) {
                break;
            }
            int home = (int) candidate.id & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                slots[hole] = candidate;
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
    }

    int size() {
        return size;
    }

    private int indexOf(long id) {
        int mask = slots.length - 1;
        int index = (int) id & mask;
        Lane lane;
        while ((lane = slots[index]) != null && lane.id != id) {
            index = (index + 1) & mask;
        }
        return index;
    }

    private void grow() {
        @Nullable Lane[] old = slots;
        slots = new Lane[old.length * 2];
        for (Lane lane : old) {
            if (lane != null) {
                slots[indexOf(lane.id)] = lane;
            }
        }
    }
}
