package dev.headgate.audit;

import dev.headgate.internal.metrics.Labels;

/**
 * What the audit counts. Of identified records, always
 * {@code sent + unsent + duplicated = delivered + dead-lettered + missing}.
 */
public enum Count {
    /** Records in the input topics, each as often as it stands there. */
    SENT(0),
    /** Records in the output topics, each as often as it stands there. */
    DELIVERED(1),
    /** Records in the dead-letter topics, each as often as it stands there. */
    DEAD_LETTERED(2),
    /** Records sent that have neither been delivered nor dead-lettered, or not as often as they were sent. */
    MISSING(3),
    /** Deliveries and dead letters beyond one for each time the record was sent. */
    DUPLICATED(4),
    /** Records whose first delivery stands behind that of a later record of the same key (RFC 4737, section 3). */
    REORDERED(5),
    /** Records of which a delivery or dead letter doesn't match the checksum. */
    CORRUPTED(6),
    /** Records delivered or dead-lettered that are not in the input. */
    UNSENT(7),
    /** Times a record was sent again with the same identity. */
    RESENT(8),
    /** Dead letters that were meant to fail. */
    POISON(9),
    /** Records of which the identity can't be read. */
    UNIDENTIFIED(10);

    private final int position;

    Count(int position) {
        this.position = position;
    }

    /** Its place in a stored {@link RunCounts}, from 0; must never change. */
    int position() {
        return position;
    }

    /** As it is spelled in JSON and tags. */
    public String label() {
        return Labels.of(this);
    }
}
