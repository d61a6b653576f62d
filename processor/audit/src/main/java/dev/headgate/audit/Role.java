package dev.headgate.audit;

/** On which side of the audited system a record was read. */
public enum Role {
    /** In an input topic. */
    SENT(Count.SENT),
    /** In an output topic. */
    DELIVERED(Count.DELIVERED),
    /** In a dead-letter topic. */
    DEAD_LETTERED(Count.DEAD_LETTERED);

    private final Count count;

    Role(Count count) {
        this.count = count;
    }

    /** What a record read there counts as. */
    Count count() {
        return count;
    }

    /** The role whose count has this position. */
    static Role at(int position) {
        return switch (position) {
            case 0 -> SENT;
            case 1 -> DELIVERED;
            default -> DEAD_LETTERED;
        };
    }
}
