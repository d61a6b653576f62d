package dev.headgate.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a downstream with a number of servers and a line before them, in virtual time, with records always waiting. */
@Tag("long")
@Timeout(60)
class AdaptiveLimitTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What one stretch of time showed. */
    private record Seen(double meanLimit, int highest, double perSecond) {}

    /** A downstream that works on {@code servers} records at once; the others wait in line. */
    private static final class Downstream {
        private final Random random;
        private final ConcurrencyLimit limit;
        private final AdaptiveLimit adaptive;
        private final PriorityQueue<long[]> underWay = new PriorityQueue<>((a, b) -> Long.compare(a[1], b[1]));
        private final PriorityQueue<Long> freeAt = new PriorityQueue<>();
        private final boolean isBusy;
        private double serviceNanos;
        private double spread;
        private long now = 5 * SECOND;
        private long nextAdjust = now + AdaptiveLimit.WINDOW_NANOS;

        Downstream(int most, long seed, boolean isBusy) {
            this.random = new Random(seed);
            this.limit = new ConcurrencyLimit(most);
            this.adaptive = new AdaptiveLimit(limit, now);
            this.isBusy = isBusy;
        }

        void becomes(int servers, double millis, double withSpread) {
            while (freeAt.size() > servers) {
                freeAt.poll();
            }
            while (freeAt.size() < servers) {
                freeAt.add(now);
            }
            serviceNanos = millis * MS;
            spread = withSpread;
        }

        Seen runFor(int seconds) {
            long end = now + seconds * SECOND;
            long ended = 0;
            double limits = 0;
            int highest = 0;
            int adjusted = 0;
            while (now < end) {
                while (underWay.size() < (isBusy ? limit.current() : 1)) {
                    begin();
                }
                if (underWay.element()[1] < nextAdjust) {
                    long[] record = underWay.remove();
                    now = record[1];
                    adaptive.sample(record[0], now);
                    ended++;
                } else {
                    now = nextAdjust;
                    boolean _ = adaptive.adjust(now);
                    nextAdjust += AdaptiveLimit.WINDOW_NANOS;
                    limits += limit.current();
                    highest = Math.max(highest, limit.current());
                    adjusted++;
                }
            }
            return new Seen(limits / adjusted, highest, (double) ended / seconds);
        }

        private void begin() {
            double noise = Math.exp(spread * random.nextGaussian());
            long starts = Math.max(now, freeAt.remove());
            long ends = starts + Math.max(1, Math.round(serviceNanos * noise));
            freeAt.add(ends);
            underWay.add(new long[] {now, ends});
        }
    }

    @ParameterizedTest(name = "{0} servers of {1} ms, spread {2}, at most {3}")
    @CsvSource({
        "8, 5, 0, 200",
        "8, 5, 0.5, 200",
        "50, 20, 0.3, 1000",
        "200, 100, 0.2, 1000",
        "1, 3, 0.2, 100",
        "30, 400, 0.3, 500"
    })
    void settles_near_as_many_as_the_downstream_works_on(int servers, double millis, double spread, int most) {
        for (int seed = 0; seed < 3; seed++) {
            Downstream downstream = new Downstream(most, seed, true);
            downstream.becomes(servers, millis, spread);
            downstream.runFor(180);
            Seen seen = downstream.runFor(60);
            double capacity = servers * 1_000 / (millis * Math.exp(spread * spread / 2));
            assertThat(seen.meanLimit()).as("seed %d: %s", seed, seen).isBetween(0.9 * servers, 2.0 * servers + 10);
            assertThat(seen.perSecond()).as("seed %d: %s", seed, seen).isGreaterThan(0.85 * capacity);
        }
    }

    @Test
    void goes_up_to_what_is_configured_and_no_further_where_nothing_waits() {
        Downstream downstream = new Downstream(100, 1, true);
        downstream.becomes(10_000, 10, 0.3);
        downstream.runFor(30);
        Seen seen = downstream.runFor(60);
        assertThat(seen.highest()).isEqualTo(100);
        assertThat(seen.meanLimit()).isGreaterThan(95);
    }

    @Test
    void follows_a_downstream_that_becomes_smaller_and_larger_again() {
        Downstream downstream = new Downstream(500, 2, true);
        downstream.becomes(100, 10, 0.3);
        downstream.runFor(240);
        downstream.becomes(10, 10, 0.3);
        downstream.runFor(240);
        Seen small = downstream.runFor(60);
        downstream.becomes(100, 10, 0.3);
        downstream.runFor(240);
        Seen large = downstream.runFor(60);
        assertThat(small.meanLimit()).isLessThan(40);
        assertThat(large.meanLimit()).isGreaterThan(90);
    }

    @Test
    void follows_a_downstream_that_becomes_slower_for_all() {
        Downstream downstream = new Downstream(500, 3, true);
        downstream.becomes(100, 10, 0.3);
        downstream.runFor(240);
        downstream.becomes(100, 40, 0.3);
        downstream.runFor(240);
        Seen slower = downstream.runFor(60);
        assertThat(slower.meanLimit()).isBetween(90.0, 220.0);
    }

    @Test
    void stays_where_it_is_while_it_is_not_used() {
        Downstream downstream = new Downstream(500, 4, false);
        downstream.becomes(100, 10, 0.3);
        Seen seen = downstream.runFor(60);
        assertThat(seen.highest()).isEqualTo(20);
        assertThat(seen.meanLimit()).isEqualTo(20);
    }

    @Test
    void comes_down_where_the_downstream_takes_nothing_in_time() {
        ConcurrencyLimit limit = new ConcurrencyLimit(100);
        AdaptiveLimit adaptive = new AdaptiveLimit(limit, 0);
        long now = 0;
        for (int i = 0; i < 200; i++) {
            now += AdaptiveLimit.WINDOW_NANOS;
            adaptive.dropped();
            boolean _ = adaptive.adjust(now);
        }
        assertThat(limit.current()).isLessThan(5);
    }
}
