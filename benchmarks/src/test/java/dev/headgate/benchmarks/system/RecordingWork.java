package dev.headgate.benchmarks.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that knows afterwards what was handled, in which order and how much of it at once. Its first calls wait for one
 * another until as many are in hand as are expected at once.
 */
final class RecordingWork implements Work {
    private static final long MEET_SECONDS = 20;

    private final CountDownLatch meeting;
    private final Duration pause;
    private final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> started = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> inHandByLane = new ConcurrentHashMap<>();
    private final Map<String, Boolean> overlapped = new ConcurrentHashMap<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger mostInHand = new AtomicInteger();

    /**
     * Waits for others, then takes this long.
     *
     * @param together how many calls wait for one another
     */
    RecordingWork(int together, Duration pause) {
        this.meeting = new CountDownLatch(together);
        this.pause = pause;
    }

    @Override
    public byte[] handle(byte[] value, int partition, long offset) throws InterruptedException {
        String text = new String(value, StandardCharsets.UTF_8);
        List<String> lanes = List.of("key " + text.substring(0, text.indexOf(':')), "partition " + partition);
        mostInHand.accumulateAndGet(inHand.incrementAndGet(), Math::max);
        lanes.forEach(lane -> enter(lane, offset));
        try {
            meeting.countDown();
            boolean _ = meeting.await(MEET_SECONDS, TimeUnit.SECONDS);
            Thread.sleep(pause);
            handled.computeIfAbsent(text, _ -> new AtomicInteger()).incrementAndGet();
            return value;
        } finally {
            lanes.forEach(
                    lane -> inHandByLane.getOrDefault(lane, new AtomicInteger()).decrementAndGet());
            inHand.decrementAndGet();
        }
    }

    private void enter(String lane, long offset) {
        List<Long> offsets = started.computeIfAbsent(lane, _ -> new ArrayList<>());
        synchronized (offsets) {
            offsets.add(offset);
        }
        if (inHandByLane.computeIfAbsent(lane, _ -> new AtomicInteger()).incrementAndGet() > 1) {
            overlapped.put(lane, true);
        }
    }

    /** How many different records were handled to the end. */
    int distinct() {
        return handled.size();
    }

    /** The records that were handled more than once. */
    Map<String, Integer> repeated() {
        Map<String, Integer> repeated = new TreeMap<>();
        handled.forEach((text, times) -> {
            if (times.get() > 1) {
                repeated.put(text, times.get());
            }
        });
        return repeated;
    }

    int mostInHand() {
        return mostInHand.get();
    }

    /** The keys or partitions that had two records in hand at once, or began one before an earlier one had been begun. */
    List<String> disordered(String kind) {
        List<String> disordered = new ArrayList<>();
        started.forEach((lane, offsets) -> {
            if (lane.startsWith(kind) && (overlapped.containsKey(lane) || !firstTimesAscend(offsets))) {
                disordered.add(lane);
            }
        });
        return disordered;
    }

    private static boolean firstTimesAscend(List<Long> offsets) {
        List<Long> firstTimes = offsets.stream().distinct().toList();
        return firstTimes.equals(firstTimes.stream().sorted().toList());
    }
}
