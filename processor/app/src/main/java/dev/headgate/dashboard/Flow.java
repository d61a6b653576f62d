package dev.headgate.dashboard;

import java.util.List;

/**
 * What comes in and what goes out, over the last samples.
 *
 * @param in records a second that were written to the partitions: the end offsets tell, transactions' markers included
 * @param out records a second that were acknowledged or given up
 * @param lagGrowth by how many records the lag grew in that time; below 0 if it shrank
 */
record Flow(double in, double out, long lagGrowth) {
    private static final int SECONDS = 20;
    private static final double CLEARLY = 1.05;

    /** Of the last {@value #SECONDS} samples, of those with the present number of partitions and a lag. */
    static Flow of(List<Sample> history) {
        Sample last = history.getLast();
        List<Sample> span = history.subList(Math.max(0, history.size() - SECONDS), history.size()).stream()
                .filter(sample ->
                        sample.partitions() == last.partitions() && sample.lag().records() >= 0)
                .toList();
        Sample first = span.getFirst();
        double out = span.stream()
                .mapToDouble(sample -> sample.rates().out() + sample.rates().givenUp())
                .average()
                .orElse(0);
        long growth = last.lag().records() - first.lag().records();
        long millis = last.lag().asOfMillis() - first.lag().asOfMillis();
        double in = millis <= 0
                ? last.rates().in()
                : Math.max(0, 1_000.0 * (last.lag().endOffsets() - first.lag().endOffsets()) / millis);
        return new Flow(in, out, growth);
    }

    /** Clearly more comes in than goes out, and it piles up. */
    boolean isGrowing() {
        return in > out * CLEARLY && lagGrowth > 0;
    }

    /** Clearly more goes out than comes in. */
    boolean isShrinking() {
        return out > in * CLEARLY;
    }

    /** In how many ms nothing is left of so many records; only where it shrinks. */
    long millisToCatchUp(long records) {
        return Math.round(1_000 * records / (out - in));
    }

    @Override
    public String toString() {
        return HumanFormat.rate(in) + " records/s come in, " + HumanFormat.rate(out) + " go out";
    }
}
