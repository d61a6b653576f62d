package dev.headgate.internal.consumer;

import dev.headgate.internal.offset.OffsetRanges;

/** Why a partition doesn't go on where its group has committed. It counts until something is committed at the new place. */
sealed interface Move {
    /** Where to go on, given what is committed. */
    Place from(Place committed);

    /** Whether the new place is surely in the log, so that it can be committed before a record was read there. */
    boolean isInLog();

    /** Somebody wants to go on there: an operator, or the policy for positions that are out of range. */
    record To(long offset, boolean isInLog) implements Move {
        @Override
        public Place from(Place committed) {
            return new Place(offset, OffsetRanges.EMPTY);
        }
    }

    /** The log was truncated: from this offset on there are other records now than those that were read. */
    record Truncated(long divergent) implements Move {
        @Override
        public Place from(Place committed) {
            return committed.before(divergent);
        }

        @Override
        public boolean isInLog() {
            return true;
        }
    }
}
