package dev.headgate.benchmarks.measure;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** What this process has used so far. */
final class ProcessMeter {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong live = new AtomicLong();

    ProcessMeter() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (event, handback) -> collected((CompositeData) event.getUserData()), null, null);
        }
    }

    private void collected(CompositeData event) {
        long left = GarbageCollectionNotificationInfo.from(event).getGcInfo().getMemoryUsageAfterGc().values().stream()
                .mapToLong(MemoryUsage::getUsed)
                .sum();
        live.accumulateAndGet(left - nonHeap(), Math::max);
    }

    /** The usage after a collection covers all pools, those outside the heap as well. */
    private static long nonHeap() {
        return pools(MemoryType.NON_HEAP)
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    private static Stream<MemoryPoolMXBean> pools(MemoryType type) {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == type);
    }

    void reset() {
        live.set(0);
        pools(MemoryType.HEAP).forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    long cpuNanos() {
        return system.getProcessCpuTime();
    }

    long allocatedBytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    /** The most that was left after a garbage collection, in bytes; what is in use now if there was none. */
    long liveHeapBytes() {
        return live.get() > 0
                ? live.get()
                : ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The most in use, in bytes. */
    long peakHeapBytes() {
        return pools(MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
