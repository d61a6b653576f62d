package dev.headgate.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From when on which process owned a partition, as its log says in its lines of assignments. Not thread-safe. */
final class Ownerships {
    private static final Pattern ASSIGNED =
            Pattern.compile("^(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) INFO .* AssignmentListener: assigned \\[(.*)]$");
    private static final Pattern PARTITION = Pattern.compile("-(\\d+)(?:, |$)");

    private record Holder(long member, int partition) {}

    private final Map<Holder, NavigableMap<Long, Long>> begun = new HashMap<>();
    private final LocalDateTime from;
    private int count;

    /** @param from a moment before the first line: what seems to be earlier is of the next day; a run is shorter than one */
    Ownerships(LocalDateTime from) {
        this.from = from;
    }

    void read(long member, Path log) throws IOException {
        for (String line : Files.readAllLines(log)) {
            Matcher assigned = ASSIGNED.matcher(line);
            if (assigned.matches()) {
                long at = moment(LocalTime.parse(assigned.group(1)));
                Matcher partition = PARTITION.matcher(assigned.group(2));
                while (partition.find()) {
                    begun.computeIfAbsent(
                                    new Holder(member, Integer.parseInt(partition.group(1))), _ -> new TreeMap<>())
                            .put(at, at);
                    count++;
                }
            }
        }
    }

    private long moment(LocalTime time) {
        LocalDateTime sameDay = from.toLocalDate().atTime(time);
        LocalDateTime moment = sameDay.isBefore(from.minusSeconds(1)) ? sameDay.plusDays(1) : sameDay;
        return moment.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
    }

    /** How many partitions were assigned, all in all. */
    int count() {
        return count;
    }

    /** When the ownership began in which this process did something at this moment, in epoch ms. */
    long begin(long member, int partition, long at) {
        NavigableMap<Long, Long> moments = begun.get(new Holder(member, partition));
        Long moment = moments == null ? null : moments.floorKey(at);
        if (moment == null) {
            throw new AssertionError("process " + member + " delivered of partition " + partition + " at " + at
                    + " and had never been assigned it");
        }
        return moment;
    }
}
