package dev.headgate.top;

import dev.headgate.dashboard.HumanFormat;
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

    static Page draw(List<Instance> instances, RenderOptions render) {
        List<PartitionRow> rows = PartitionRow.of(instances, render.sort());
        PartitionTable table = new PartitionTable(rows, instances.size() > 1, render);
        boolean endless = render.height() == RenderOptions.ENDLESS;
        int room =
                endless ? RenderOptions.ENDLESS : Math.max(1, render.height() - 3 - Math.min(LEAST_ROWS, rows.size()));
        List<AttributedString> lines = new ArrayList<>();
        lines.add(title(instances, render));
        lines.addAll(above(instances, render, room));
        int visible = endless ? rows.size() : Math.clamp(render.height() - lines.size() - 2, 0, rows.size());
        int scroll = Math.clamp(render.scroll(), 0, rows.size() - visible);
        if (!rows.isEmpty()) {
            lines.add(table.heading());
        }
        IntStream.range(scroll, scroll + visible).forEach(row -> lines.add(table.row(row)));
        if (!endless) {
            while (lines.size() < render.height() - 1) {
                lines.add(Text.of(""));
            }
            lines.add(foot(render, rows.size(), scroll, visible));
        }
        return new Page(List.copyOf(lines.subList(0, Math.min(lines.size(), render.height()))), scroll);
    }

    private static AttributedString title(List<Instance> instances, RenderOptions render) {
        long answer =
                instances.stream().filter(each -> each.frame().isPresent()).count();
        String text = "headgate top   " + render.clock(render.now())
                + (instances.size() == 1 ? "" : "   " + answer + " of " + instances.size() + " processors answer");
        return Text.cut(Text.of(text, Text.FAINT), render.width());
    }

    private static List<AttributedString> above(List<Instance> instances, RenderOptions render, int room) {
        List<AttributedString> lines = new ArrayList<>();
        for (InstanceText.Detail detail : InstanceText.Detail.values()) {
            lines.clear();
            for (int i = 0; i < instances.size(); i++) {
                String name = instances.size() == 1 ? "" : name(i);
                lines.addAll(new InstanceText(instances.get(i), name, render).lines(detail));
            }
            if (lines.size() <= room) {
                return lines;
            }
        }
        List<AttributedString> fitting = new ArrayList<>(lines.subList(0, room - 1));
        fitting.add(Text.cut(
                Text.of(
                        HumanFormat.count(lines.size() - fitting.size()) + " more lines need a taller terminal",
                        Text.FAINT),
                render.width()));
        return fitting;
    }

    private static AttributedString foot(RenderOptions render, int rows, int scroll, int visible) {
        String keys = "q quit   p sort: " + HumanFormat.lower(render.sort()) + "   arrows scroll";
        String shown = visible < rows ? "   " + (scroll + 1) + " to " + (scroll + visible) + " of " + rows : "";
        return Text.cut(Text.of(keys + shown, Text.FAINT), render.width());
    }
}
