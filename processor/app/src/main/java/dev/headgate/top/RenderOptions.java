package dev.headgate.top;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * How a frame is to be drawn.
 *
 * @param width columns there are
 * @param height lines there are; {@link #ENDLESS} for as many as are needed
 * @param sort what comes first in the table
 * @param scroll how many partitions are scrolled away
 * @param now the time
 * @param zone where that is
 * @param glyphs the signs to draw with
 */
record RenderOptions(int width, int height, PartitionSort sort, int scroll, Instant now, ZoneId zone, Glyphs glyphs) {
    static final int ENDLESS = Integer.MAX_VALUE;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    String clock(Instant time) {
        return CLOCK.format(time.atZone(zone));
    }
}
