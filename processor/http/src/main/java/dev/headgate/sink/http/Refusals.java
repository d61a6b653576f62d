package dev.headgate.sink.http;

import java.util.Set;

/**
 * Tells whether an answer that may have nothing to do with the record is the record's own, or everybody's. Counts such
 * answers in a row, those to the first attempt of one record alone, until something else is answered to anybody. Thread-safe.
 */
final class Refusals {
    /** Who is meant. */
    enum Meaning {
        /** The record: others got through since it was refused first. */
        RECORD,
        /** Not known yet: another attempt will tell. */
        UNCLEAR,
        /** Whatever is sent: a whole row of records was refused, and nothing else was answered. */
        EVERYBODY
    }

    /** The statuses of the 4xx that speak of credentials, address, method or form: a wrong setting has them as well. */
    private static final Set<Integer> OF_THE_ROUTE =
            Set.of(401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 421, 426, 451);

    private final int most;
    private volatile int inARow;
    private boolean told;

    /** @param most this many refusals in a row mean everybody */
    Refusals(int most) {
        this.most = most;
    }

    /** Whether an answer of this status may concern everybody just as well as its record. */
    static boolean mayConcernAll(int status) {
        return status / 100 == 3 || status / 100 == 5 || OF_THE_ROUTE.contains(status);
    }

    /** The downstream has answered something else. Returns whether it refused everybody until now. */
    boolean broken() {
        return inARow > 0 && end();
    }

    private synchronized boolean end() {
        boolean wereAll = inARow >= most;
        inARow = 0;
        told = false;
        return wereAll;
    }

    /**
     * A request was refused.
     *
     * @param alone whether it carried one record
     * @param again whether that record had failed before
     */
    synchronized Meaning refused(boolean alone, boolean again) {
        if (inARow >= most) {
            return Meaning.EVERYBODY;
        }
        if (!alone) {
            return Meaning.UNCLEAR;
        }
        if (again) {
            return inARow == 0 ? Meaning.RECORD : Meaning.UNCLEAR;
        }
        return ++inARow >= most ? Meaning.EVERYBODY : Meaning.UNCLEAR;
    }

    /** Whether that it refuses everybody has to be told: once, until it is over. */
    synchronized boolean isNews() {
        boolean news = !told && inARow >= most;
        told |= news;
        return news;
    }

    /** How many make it everybody. */
    int most() {
        return most;
    }
}
