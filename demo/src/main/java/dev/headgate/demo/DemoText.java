package dev.headgate.demo;

import dev.headgate.dashboard.HumanFormat;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a {@link DemoState} for people. */
final class DemoText {
    private static final int BAR = 40;
    private static final int MOST_PARTITIONS = 12;

    private DemoText() {}

    /** All of it on one line. */
    static String line(DemoState state) {
        EngineSnapshot engine = state.engine();
        return String.format(
                Locale.ROOT,
                "%3d s  produced %,d (%,.0f/s)  acknowledged %,d (%,.0f/s)  committed %,d  lag %,d  in flight %d/%d "
                        + " %s  pauses %,d",
                state.produced().elapsed().toSeconds(),
                state.produced().records().acked(),
                state.producedPerSecond(),
                state.acknowledged(),
                state.acknowledgedPerSecond(),
                committed(state),
                state.lag().totalRecords(),
                engine.queue().records(),
                engine.queue().capacity(),
                doing(engine),
                engine.counters().partitions().pauses());
    }

    /** All of it on a screen. */
    static List<String> screen(DemoState state) {
        EngineSnapshot engine = state.engine();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(format(
                "Headgate   %d s   %s   %s", state.produced().elapsed().toSeconds(), state.phase(), state.page()));
        lines.add("");
        lines.add(format(
                "  produced      %,12d   %,8.0f/s", state.produced().records().acked(), state.producedPerSecond()));
        lines.add(format(
                "  acknowledged  %,12d   %,8.0f/s   downstream: %s",
                state.acknowledged(),
                state.acknowledgedPerSecond(),
                state.slowSpell() ? "slow spell" : "0-20 ms a record"));
        lines.add(format(
                "  committed     %,12d   lag %,d records, %.1f s",
                committed(state), state.lag().totalRecords(), state.lag().longestMs() / 1000.0));
        lines.add(format(
                "  queue  %s  %,d of %,d in flight",
                bar(engine.queue().records(), engine.queue().capacity()),
                engine.queue().records(),
                engine.queue().capacity()));
        lines.add(format(
                "  workers %s  %d of %d busy",
                bar(engine.workers().active(), engine.workers().max()),
                engine.workers().active(),
                engine.workers().max()));
        lines.add(format(
                "  state  %s   pauses %,d, resumes %,d",
                doing(engine),
                engine.counters().partitions().pauses(),
                engine.counters().partitions().resumes()));
        lines.add("");
        lines.addAll(partitions(state));
        return lines;
    }

    private static List<String> partitions(DemoState state) {
        Map<Integer, Long> ends = state.lag().partitions().stream()
                .collect(Collectors.toMap(PartitionLag::partition, PartitionLag::endOffset));
        List<String> lines = new ArrayList<>();
        lines.add("  partition          end    committed         lag  in flight  state");
        state.engine().partitions().stream().limit(MOST_PARTITIONS).forEach(partition -> {
            long committed = partition.offsets().committed().orElse(0);
            long end = Math.max(committed, ends.getOrDefault(partition.partition(), 0L));
            lines.add(format(
                    "  %-10s %,11d  %,11d  %,10d  %,9d  %s",
                    partition.topic() + "-" + partition.partition(),
                    end,
                    committed,
                    end - committed,
                    partition.window().inFlight(),
                    doing(partition.pauseReason(), "consuming")));
        });
        int more = state.engine().partitions().size() - MOST_PARTITIONS;
        if (more > 0) {
            lines.add("  and " + more + " more");
        }
        return lines;
    }

    private static long committed(DemoState state) {
        return state.engine().partitions().stream()
                .mapToLong(partition -> partition.offsets().committed().orElse(0))
                .sum();
    }

    private static String doing(EngineSnapshot engine) {
        return doing(engine.pauseReason(), HumanFormat.lower(engine.state()));
    }

    private static String doing(PauseReason reason, String otherwise) {
        return reason == PauseReason.NONE ? otherwise : "paused: " + HumanFormat.lower(reason);
    }

    private static String bar(int part, int whole) {
        int filled = whole == 0 ? 0 : Math.clamp(Math.round((double) BAR * part / whole), 0, BAR);
        return "█".repeat(filled) + "░".repeat(BAR - filled);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be all that its jar is needed for
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
