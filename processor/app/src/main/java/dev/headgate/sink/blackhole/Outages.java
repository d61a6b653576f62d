package dev.headgate.sink.blackhole;

import java.time.Duration;

/** Periods in which a downstream takes nothing: the last part of each cycle, so that it begins with being available. */
record Outages(long everyNanos, long forNanos) {
    /** None at all. */
    static final Outages NONE = new Outages(1, 0);

    static Outages of(Duration every, Duration length) {
        return new Outages(every.toNanos(), length.toNanos());
    }

    /** How long the present outage will still last, in ns; 0 if there is none. */
    long remainingNanos(long sinceStartNanos) {
        long position = sinceStartNanos % everyNanos;
        return position < everyNanos - forNanos ? 0 : everyNanos - position;
    }
}
