package dev.headgate.redrive;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are put back. Empty in a part means all.
 *
 * @param reasons classes of exceptions, with or without their package
 * @param topics where the records come from
 * @param since the earliest time at which they were dead-lettered
 * @param until the time before which they were
 */
public record RedriveFilter(Set<String> reasons, Set<String> topics, Optional<Instant> since, Optional<Instant> until) {
    /** All of them. */
    public static final RedriveFilter ALL = new RedriveFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty());

    public RedriveFilter {
        reasons = Set.copyOf(reasons);
        topics = Set.copyOf(topics);
    }

    boolean wants(ParkedRecord parked) {
        Instant time = Instant.ofEpochMilli(parked.parkedMillis());
        return hasReason(parked.reason())
                && (topics.isEmpty() || topics.contains(parked.topic()))
                && since.filter(time::isBefore).isEmpty()
                && until.filter(end -> !time.isBefore(end)).isEmpty();
    }

    private boolean hasReason(String reason) {
        return reasons.isEmpty() || reasons.contains(reason) || reasons.contains(simpleName(reason));
    }

    static String simpleName(String reason) {
        return reason.substring(reason.lastIndexOf('.') + 1);
    }
}
