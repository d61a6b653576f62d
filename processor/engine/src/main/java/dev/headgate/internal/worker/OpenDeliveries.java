package dev.headgate.internal.worker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The deliveries that nothing bounds but their partition: neither the sink nor a timeout of the engine's. Without them each loss
 * of a partition would cost the credits of those that the sink never answers. Thread-safe.
 */
final class OpenDeliveries {
    private final Set<Delivery> open = ConcurrentHashMap.newKeySet();

    void add(Delivery delivery) {
        open.add(delivery);
    }

    void remove(Delivery delivery) {
        open.remove(delivery);
    }

    /** Ends those whose partitions have gone. Called by the poll thread. */
    void abandonGone() {
        for (Delivery delivery : open) {
            if (delivery.isGone()) {
                delivery.abandon();
            }
        }
    }
}
