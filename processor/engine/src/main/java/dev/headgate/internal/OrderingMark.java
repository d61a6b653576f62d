package dev.headgate.internal;

import dev.headgate.api.Ordering;

/**
 * The ordering of the member that committed an offset, at the end of the commit's metadata: {@code ~u} for unordered, {@code ~p}
 * for partition, nothing for key, the default. So the members of a group can see that they don't agree.
 */
public final class OrderingMark {
    /** How many characters a mark takes at most. */
    public static final int LENGTH = 2;

    private OrderingMark() {}

    /** What stands at the end of the metadata. */
    public static String of(Ordering ordering) {
        return switch (ordering) {
            case KEY -> "";
            case UNORDERED -> "~u";
            case PARTITION -> "~p";
        };
    }

    /** The ordering that the metadata is marked with. Never throws, whatever it is. */
    public static Ordering read(String metadata) {
        if (metadata.endsWith(of(Ordering.UNORDERED))) {
            return Ordering.UNORDERED;
        }
        return metadata.endsWith(of(Ordering.PARTITION)) ? Ordering.PARTITION : Ordering.KEY;
    }

    /** The metadata without the mark. */
    public static String strip(String metadata) {
        return read(metadata) == Ordering.KEY ? metadata : metadata.substring(0, metadata.length() - LENGTH);
    }
}
