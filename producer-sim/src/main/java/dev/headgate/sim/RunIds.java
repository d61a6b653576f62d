package dev.headgate.sim;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Makes run ids that sort by time: date and time in UTC, and four hex digits. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunIds() {}

    static String next() {
        int salt = ThreadLocalRandom.current().nextInt(1 << 16);
        return String.format(Locale.ROOT, "%s-%04x", TIME.format(Instant.now()), salt);
    }
}
