package dev.headgate.benchmarks.work;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** How a topic's records are spread over keys. */
public enum KeyShape {
    /** 10,000 keys, all as likely. */
    UNIFORM(10_000),
    /** 10,000 keys, the n-th with a likelihood of 1/n: the first has a tenth of all records. */
    ZIPF(10_000),
    /** 10,000 keys, of which the first has half of all records. */
    HOT(10_000),
    /** One key. */
    SINGLE(1),
    /** A key for each record, which makes key order look free. */
    DISTINCT(Integer.MAX_VALUE),
    /** No keys. */
    NONE(0);

    private static final int ZIPF_TABLE = 1 << 20;

    private final int keys;

    KeyShape(int keys) {
        this.keys = keys;
    }

    /** The most different keys there are. */
    public int keys() {
        return keys;
    }

    /** Draws keys from a seed: maps the number of a record to that of its key, -1 for no key. Call in order. */
    public IntUnaryOperator draw(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return switch (this) {
            case UNIFORM -> record -> random.nextInt(keys);
            case ZIPF -> {
                int[] table = zipf();
                yield record -> table[random.nextInt(table.length)];
            }
            case HOT -> record -> random.nextBoolean() ? 0 : 1 + random.nextInt(keys - 1);
            case SINGLE -> record -> 0;
            case DISTINCT -> record -> record;
            case NONE -> record -> -1;
        };
    }

    private int[] zipf() {
        int[] table = new int[ZIPF_TABLE];
        double total = 0;
        for (int key = 1; key <= keys; key++) {
            total += 1.0 / key;
        }
        double sum = 0;
        int from = 0;
        for (int key = 1; key <= keys; key++) {
            sum += 1.0 / key;
            int to = (int) Math.round(sum / total * table.length);
            Arrays.fill(table, from, to, key - 1);
            from = to;
        }
        return table;
    }
}
