package dev.headgate.top;

import dev.headgate.dashboard.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;

/** Puts a frame together: the processors above, their partitions below. Pure, and never beyond the room there is. */
final class Screen {
    private static final int LEAST_ROWS = 5;

    /**
     * A frame.
     *
     * @param lines from above
     * @param scroll how many partitions are really scrolled away
     */
    record Page(List<AttributedString> lines, int scroll) {}

    private Screen() {}

    /** What a processor is called in the table. */
    static String name(int instance) {
        return "#" + (instance + 1);
    }

    static Page draw(List<Instance> instances, Look look) {
        List<PartitionRow> rows = PartitionRow.of(instances, look.sort());
        PartitionTable table = new PartitionTable(rows, instances.size() > 1, look);
        boolean endless = look.height() == Look.ENDLESS;
        int room = endless ? Look.ENDLESS : Math.max(1, look.height() - 3 - Math.min(LEAST_ROWS, rows.size()));
        List<AttributedString> lines = new ArrayList<>();
        lines.add(title(instances, look));
        lines.addAll(above(instances, look, room));
        int visible = endless ? rows.size() : Math.clamp(look.height() - lines.size() - 2, 0, rows.size());
        int scroll = Math.clamp(look.scroll(), 0, rows.size() - visible);
        if (!rows.isEmpty()) {
            lines.add(table.heading());
        }
        IntStream.range(scroll, scroll + visible).forEach(row -> lines.add(table.row(row)));
        if (!endless) {
            while (lines.size() < look.height() - 1) {
                lines.add(Text.of(""));
            }
            lines.add(foot(look, rows.size(), scroll, visible));
        }
        return new Page(List.copyOf(lines.subList(0, Math.min(lines.size(), look.height()))), scroll);
    }

    private static AttributedString title(List<Instance> instances, Look look) {
        long answer =
                instances.stream().filter(each -> each.frame().isPresent()).count();
        String text = "headgate top   " + look.clock(look.now())
                + (instances.size() == 1 ? "" : "   " + answer + " of " + instances.size() + " processors answer");
        return Text.cut(Text.of(text, Text.FAINT), look.width());
    }

    private static List<AttributedString> above(List<Instance> instances, Look look, int room) {
        List<AttributedString> lines = new ArrayList<>();
        for (InstanceText.Detail detail : InstanceText.Detail.values()) {
            lines.clear();
            for (int i = 0; i < instances.size(); i++) {
                String name = instances.size() == 1 ? "" : name(i);
                lines.addAll(new InstanceText(instances.get(i), name, look).lines(detail));
            }
            if (lines.size() <= room) {
                return lines;
            }
        }
        List<AttributedString> fitting = new ArrayList<>(lines.subList(0, room - 1));
        fitting.add(Text.cut(
                Text.of(Words.count(lines.size() - fitting.size()) + " more lines need a taller terminal", Text.FAINT),
                look.width()));
        return fitting;
    }

    private static AttributedString foot(Look look, int rows, int scroll, int visible) {
        String keys = "q quit   p sort: " + Words.lower(look.sort()) + "   arrows scroll";
        String shown = visible < rows ? "   " + (scroll + 1) + " to " + (scroll + visible) + " of " + rows : "";
        return Text.cut(Text.of(keys + shown, Text.FAINT), look.width());
    }
}
