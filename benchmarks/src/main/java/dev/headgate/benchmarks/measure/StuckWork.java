package dev.headgate.benchmarks.measure;

import dev.headgate.benchmarks.system.Work;
import java.util.concurrent.CountDownLatch;

/** Never ends with the first record of a partition, and does the others as usual. */
record StuckWork(Work others) implements Work {
    @Override
    public byte[] handle(byte[] value, int partition, long offset) throws InterruptedException {
        if (offset == 0) {
            new CountDownLatch(1).await();
        }
        return others.handle(value, partition, offset);
    }
}
