package dev.headgate.top;

import dev.headgate.state.PartitionLag;
import dev.headgate.state.PauseReason;
import java.util.Comparator;

/** What comes first in the table of partitions. */
enum PartitionSort {
    /** The longest lag in records. */
    LAG,
    /** The paused ones, by the reason that weighs most. */
    PAUSED,
    /** The record that has been in flight longest. */
    AGE;

    private static final Comparator<PartitionRow> BY_LAG =
            Comparator.comparingLong(PartitionSort::lag).reversed();

    Comparator<PartitionRow> order() {
        Comparator<PartitionRow> first = switch (this) {
            case LAG -> BY_LAG;
            case PAUSED ->
                Comparator.comparing((PartitionRow row) -> row.partition().pauseReason() == PauseReason.NONE)
                        .thenComparing(row -> row.partition().pauseReason())
                        .thenComparing(BY_LAG);
            case AGE -> Comparator.comparingLong(PartitionRow::ageMs).reversed();
        };
        return first.thenComparingInt(PartitionRow::instance)
                .thenComparing(row -> row.partition().topic())
                .thenComparingInt(row -> row.partition().partition());
    }

    PartitionSort next() {
        return switch (this) {
            case LAG -> PAUSED;
            case PAUSED -> AGE;
            case AGE -> LAG;
        };
    }

    private static long lag(PartitionRow row) {
        return row.lag().map(PartitionLag::lagRecords).orElse(-1L);
    }
}
