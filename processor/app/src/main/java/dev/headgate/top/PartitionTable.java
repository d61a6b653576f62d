package dev.headgate.top;

import dev.headgate.dashboard.HumanFormat;
import dev.headgate.dashboard.Level;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** A line for each partition, of as many columns as there is room for. Pure. */
final class PartitionTable {
    private static final int LEAST_NAME = 8;
    private static final int LEAST_WINDOW = 8;
    private static final int MOST_WINDOW = 64;
    private static final long STUCK_MS = 60_000;

    private enum Column {
        AT("AT"),
        NAME("PARTITION"),
        LAG("LAG"),
        TIME("TIME"),
        PAUSED("PAUSED"),
        IN_FLIGHT("IN FLIGHT"),
        WINDOW("ACKED WINDOW"),
        AGE("OLDEST"),
        OFFSET("OFFSET");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        boolean isRight() {
            return this == LAG || this == TIME || this == IN_FLIGHT || this == AGE || this == OFFSET;
        }
    }

    /** What is left out first where there is little room. */
    private static final List<Column> DISPENSABLE =
            List.of(Column.OFFSET, Column.WINDOW, Column.AGE, Column.IN_FLIGHT, Column.TIME, Column.AT);

    private final RenderOptions render;
    private final List<Map<Column, AttributedString>> rows;
    private final List<PartitionRow> partitions;
    private final Map<Column, Integer> widths = new EnumMap<>(Column.class);

    /**
     * Of these partitions, in this order.
     *
     * @param several whether it has to be said to which processor a partition belongs
     */
    PartitionTable(List<PartitionRow> partitions, boolean several, RenderOptions render) {
        this.render = render;
        this.partitions = partitions;
        this.rows = partitions.stream().map(PartitionTable::cells).toList();
        Set<Column> shown = EnumSet.allOf(Column.class);
        if (!several) {
            shown.remove(Column.AT);
        }
        fit(shown);
    }

    private void fit(Set<Column> shown) {
        Map<Column, Integer> natural = new EnumMap<>(Column.class);
        for (Column column : shown) {
            int widest = rows.stream()
                    .mapToInt(row -> row.getOrDefault(column, Text.of("")).columnLength())
                    .max()
                    .orElse(0);
            natural.put(column, Math.max(widest, column.title.length()));
        }
        int name = natural.getOrDefault(Column.NAME, LEAST_NAME);
        natural.put(Column.NAME, Math.min(name, LEAST_NAME + 4));
        natural.replace(Column.WINDOW, Column.WINDOW.title.length());
        for (Column column : DISPENSABLE) {
            if (total(natural) > render.width()) {
                natural.remove(column);
            }
        }
        widths.putAll(natural);
        int spare = Math.max(0, render.width() - total(natural));
        widths.put(Column.NAME, Math.max(LEAST_NAME, Math.min(name, natural.getOrDefault(Column.NAME, 0) + spare)));
        int left = render.width() - total(widths);
        widths.computeIfPresent(Column.WINDOW, (_, width) -> Math.max(width, cellsIn(width + left)));
    }

    private static int total(Map<Column, Integer> widths) {
        return widths.values().stream().mapToInt(Integer::intValue).sum() + widths.size() - 1;
    }

    private static int cellsIn(int width) {
        return Math.clamp(Integer.highestOneBit(Math.max(1, width)), LEAST_WINDOW, MOST_WINDOW);
    }

    AttributedString heading() {
        List<AttributedString> cells = new ArrayList<>();
        widths.forEach((column, width) ->
                cells.add(Text.pad(Text.of(column.title, AttributedStyle.INVERSE), width, column.isRight())));
        return line(cells);
    }

    AttributedString row(int index) {
        List<AttributedString> cells = new ArrayList<>();
        widths.forEach((column, width) -> {
            AttributedString cell = switch (column) {
                case WINDOW ->
                    Text.of(WindowPicture.of(
                            partitions.get(index).partition().window(), cellsIn(width), render.glyphs()));
                case NAME -> Text.tail(rows.get(index).getOrDefault(column, Text.of("")), width, render.glyphs());
                default -> rows.get(index).getOrDefault(column, Text.of(""));
            };
            cells.add(Text.pad(cell, width, column.isRight()));
        });
        return line(cells);
    }

    private AttributedString line(List<AttributedString> cells) {
        AttributedString line = Text.of("");
        for (AttributedString cell : cells) {
            line = line.length() == 0 ? cell : Text.join(line, Text.of(" "), cell);
        }
        return Text.cut(line, render.width());
    }

    private static Map<Column, AttributedString> cells(PartitionRow row) {
        var partition = row.partition();
        boolean isPaused = partition.pauseReason() != PauseReason.NONE;
        boolean isSick = partition.pauseReason() == PauseReason.DOWNSTREAM_UNAVAILABLE;
        boolean isStuck = row.ageMs() > STUCK_MS;
        Map<Column, AttributedString> cells = new EnumMap<>(Column.class);
        cells.put(Column.AT, Text.of(Screen.name(row.instance()), Text.FAINT));
        cells.put(Column.NAME, Text.of(partition.topic() + "-" + partition.partition()));
        cells.put(
                Column.LAG,
                Text.of(row.lag()
                        .map(lag -> HumanFormat.count(lag.lagRecords()))
                        .orElse("?")));
        cells.put(
                Column.TIME,
                Text.of(row.lag()
                        .filter(lag -> lag.lagMs().isPresent())
                        .map(lag -> (lag.estimated() ? "~" : "")
                                + HumanFormat.time(lag.lagMs().getAsLong()))
                        .orElse("?")));
        cells.put(
                Column.PAUSED,
                isPaused
                        ? Text.of(
                                HumanFormat.lower(partition.pauseReason()),
                                Text.style(isSick ? Level.BAD : Level.WATCH))
                        : Text.of("-", Text.FAINT));
        cells.put(Column.IN_FLIGHT, Text.of(HumanFormat.count(partition.window().inFlight())));
        cells.put(
                Column.AGE,
                partition.window().inFlight() == 0
                        ? Text.of("-", Text.FAINT)
                        : Text.of(HumanFormat.time(row.ageMs()), isStuck ? Text.style(Level.BAD) : Text.PLAIN));
        cells.put(
                Column.OFFSET,
                partition
                        .oldest()
                        .map(oldest -> Text.of(Long.toString(oldest.offset())))
                        .orElse(Text.of("-", Text.FAINT)));
        return cells;
    }
}
