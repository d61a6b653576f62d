package dev.headgate.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of a history came to.
 *
 * @param ticks how often something ran: a thread, a timer, a step
 * @param digest of all that happened and when; the same for the same history
 * @param lines the last things that happened
 */
record Result(
        Optional<Violation> violation, Map<Happening, Long> happenings, long ticks, long digest, List<String> lines) {}
