package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Doubt;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.Circuit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Is it the record, or the downstream? An attempt is in vain if it ran out of time or if the connection failed: the downstream
 * said nothing. One that is away does so to every record; a record that makes a server hang or reset does so alone. The rule
 * (ADR 16):
 *
 * <ol>
 *   <li>What the downstream says of itself is believed: a {@link dev.headgate.api.DownstreamUnavailableException} without a cause is
 *       never held against a record.
 *   <li>The first two attempts in vain are never held against a record either. Those between which nobody else got through
 *       count as one: an outage is met once, however often its end is probed with the same record.
 *   <li>From the third on, an attempt in vain counts as a failed attempt if another delivery began and got through between the
 *       record's last attempt in vain and the begin of this one. While the downstream is away nobody gets through, so nothing
 *       counts, however long that takes and however many records meet it.
 *   <li>A record that has been in vain twice is tried apart from the others of its kind ({@link WaitingRoom}), so that a record
 *       which takes a server down with it doesn't drag those along that were under way beside it.
 *   <li>Where nobody else can be asked, since all wait behind the one record in its lane or its window, nothing tells the two
 *       apart. There time decides: an outage is taken to be over after {@value #LONGEST_OUTAGE_HOURS} hours. As soon as a
 *       second record is in vain too, it is the downstream again. So an outage longer than that costs one record its attempts,
 *       and no more.
 * </ol>
 *
 * One for each downstream. Thread-safe.
 */
final class Blame {
    private static final int NEVER_HELD_AGAINST_IT = 2;
    private static final int LONGEST_OUTAGE_HOURS = 2;
    static final long LONGEST_OUTAGE_NANOS = TimeUnit.HOURS.toNanos(LONGEST_OUTAGE_HOURS);

    private final Circuit circuit;
    private long passes = -1;
    private @Nullable Job last;
    private boolean several;

    Blame(Circuit circuit) {
        this.circuit = circuit;
    }

    /** Whether a record is to be tried apart from others. */
    static boolean isSuspect(Job job) {
        return job.timesInVain() > 0 && job.doubt().spells() >= NEVER_HELD_AGAINST_IT;
    }

    /** Another attempt at a record that was in vain is about to begin. */
    static void triesAgain(Job job, Circuit circuit) {
        if (job.timesInVain() > 0) {
            job.doubt().triesAgain(circuit.passes());
        }
    }

    /** An attempt at this record was in vain; the circuit hears of it after this. Returns whether the record is to blame. */
    synchronized boolean isRecords(Job job, long nowNanos) {
        long present = circuit.passes();
        noteWho(job, present);
        Doubt doubt = job.doubt();
        doubt.again(nowNanos, present);
        boolean isLonely = !several && nowNanos - doubt.sinceNanos() >= LONGEST_OUTAGE_NANOS;
        return doubt.othersPassed()
                ? doubt.spells() > NEVER_HELD_AGAINST_IT
                : isLonely && doubt.times() > NEVER_HELD_AGAINST_IT;
    }

    @SuppressWarnings("ReferenceEquality") // a job is itself alone
    private void noteWho(Job job, long present) {
        if (present != passes) {
            passes = present;
            several = false;
        } else if (last != job) {
            several = true;
        }
        last = job;
    }
}
