package dev.headgate.internal.dispatch;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sorts records into lanes: by nothing, by key, or by partition. Owned by the poll thread.
 *
 * <p>A lane is known by a 64-bit hash of the ownership and the key. If two keys ever shared one, they would wait for each
 * other and nothing worse, so the keys themselves are neither kept nor compared. The hash has a seed that nobody outside the
 * process knows: otherwise keys could be made whose lanes all begin their search at the same place of the table, and slow the
 * poll thread some hundredfold. No order depends on it.
 */
public class Lanes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final long SECRET = new SecureRandom().nextLong();

    /** The most jobs that can be appended together. */
    public static final int TOGETHER = 16;

    private final Ordering ordering;
    private final long seed;
    private final @Nullable Job[] before = new Job[TOGETHER];
    private final LaneTable table = new LaneTable();

    /** Lanes with the seed of this process. */
    public Lanes(Ordering ordering) {
        this(ordering, SECRET);
    }

    /** @param seed of the hash */
    Lanes(Ordering ordering, long seed) {
        this.ordering = ordering;
        this.seed = seed;
    }

    /** The id of the lane in which this record waits. */
    public long laneOf(SourcePartition source, ConsumerRecord<byte[], byte[]> record) {
        return switch (ordering) {
            case UNORDERED -> Lane.FREE;
            case PARTITION -> id(mix(seed + source.epoch()));
            case KEY -> record.key() == null ? Lane.FREE : id(hash(record.key(), mix(seed + source.epoch())));
        };
    }

    /** A record that waits for others must not look like one that doesn't. */
    private static long id(long hash) {
        return hash == Lane.FREE ? 1 : hash;
    }

    /** Puts the job into its lane. True if nobody is before it, so that it has to be queued now. */
    public boolean append(Job job) {
        if (job.lane() == Lane.FREE) {
            return true;
        }
        Job before = table.append(job.lane(), job);
        return before == null || !Lane.append(before, job);
    }

    /**
     * Puts jobs into their lanes, in their order, and those with no job before them in their lane to the front of the array. The last jobs
     * of their lanes are spread over memory and were last seen on other cores, so all are looked up before any is linked:
     * an atomic instruction ends what the processor would do ahead of it.
     *
     * @param count how many, at most {@link #TOGETHER}
     * @return how many nobody is before, so that they have to be queued now
     */
    public int append(Job[] jobs, int count) {
        for (int i = 0; i < count; i++) {
            Job job = jobs[i];
            Job last = job.lane() == Lane.FREE ? null : table.append(job.lane(), job);
            before[i] = last;
            if (last != null) {
                Prefetch.link(last);
            }
        }
        int owners = 0;
        for (int i = 0; i < count; i++) {
            Job last = before[i];
            if (last == null || !Lane.append(last, jobs[i])) {
                jobs[owners++] = jobs[i];
            }
        }
        return owners;
    }

    /** A job has ended and its lane was released. */
    public void ended(Job job) {
        if (job.lane() != Lane.FREE) {
            table.remove(job.lane(), job);
        }
    }

    /** Lanes with a job in flight, the free one aside. */
    public int size() {
        return table.size();
    }

    static long hash(byte[] key, long seed) {
        long hash = seed ^ (key.length * MULTIPLIER);
        int i = 0;
        for (; i + Long.BYTES <= key.length; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(key, i));
        }
        long rest = 0;
        for (; i < key.length; i++) {
            rest = (rest << Byte.SIZE) | (key[i] & 0xFF);
        }
        return mix(hash ^ rest);
    }

    /** The finaliser of MurmurHash3. */
    private static long mix(long value) {
        long z = value * MULTIPLIER;
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
