package dev.headgate.redrive;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a re-drive has done so far. Bounded whatever the headers say. Owned by the thread that re-drives. */
final class RedriveTally {
    private static final int MOST_REASONS = 20;
    private static final String OTHERS = "others";
    private static final String NO_REASON = "no reason given";

    private final RedriveOptions options;
    private final Map<RedriveOutcome, Long> counts = new EnumMap<>(RedriveOutcome.class);
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, Long> met = new TreeMap<>();
    private final Set<String> missing;

    RedriveTally(RedriveOptions options) {
        this.options = options;
        this.missing = new HashSet<>(options.filter().reasons());
    }

    void count(RedriveOutcome outcome, Optional<ParkedRecord> parked) {
        counts.merge(outcome, 1L, Long::sum);
        parked.ifPresent(it -> {
            missing.remove(it.reason());
            missing.remove(RedriveFilter.simpleName(it.reason()));
            add(met, it.reason());
            if (outcome == RedriveOutcome.REDRIVEN) {
                add(reasons, it.reason());
            }
        });
    }

    private static void add(Map<String, Long> to, String reason) {
        String name = reason.isEmpty() ? NO_REASON : reason;
        boolean room = to.size() < MOST_REASONS || to.containsKey(name);
        to.merge(room ? name : OTHERS, 1L, Long::sum);
    }

    /** How many more may be put back. */
    long room() {
        return options.limit() == 0 ? Long.MAX_VALUE : options.limit() - redriven();
    }

    boolean isAtLimit() {
        return room() <= 0;
    }

    private long redriven() {
        return counts.getOrDefault(RedriveOutcome.REDRIVEN, 0L);
    }

    /** @throws RedriveException if a reason was asked for that no dead letter has */
    void requireKnownReasons() throws RedriveException {
        if (!missing.isEmpty() && !met.isEmpty() && !isAtLimit()) {
            throw new RedriveException("reason " + missing.stream().sorted().collect(Collectors.joining(", "))
                    + ": no dead letter failed with that; they failed with "
                    + met.entrySet().stream()
                            .map(each -> each.getKey() + " (" + each.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
    }

    RedriveStatus status(RedriveStatus.State state, long remaining, Optional<String> problem) {
        return new RedriveStatus(
                state, options.isDryRun(), options.deadLetterTopic(), counts, reasons, remaining, problem);
    }
}
