package dev.headgate.top;

import dev.headgate.dashboard.Frame;
import java.time.Instant;
import java.util.Optional;

/**
 * One processor as it was last seen. Neither present nor gone, it was asked and the answer is still to come.
 *
 * @param address where it answers, as people write it
 * @param frame what it said; empty if it doesn't answer
 * @param gone since when it doesn't; empty if it does
 */
record Instance(String address, Optional<Frame> frame, Optional<Gone> gone) {
    /**
     * An end of the answers.
     *
     * @param since when the first answer was missing
     * @param why in one line
     */
    record Gone(Instant since, String why) {}
}
