package dev.headgate.top;

import dev.headgate.dashboard.Frame;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One partition of one processor.
 *
 * @param instance which processor, by its place among all, from 0
 * @param partition what the engine says of it
 * @param lag what the brokers say of it; empty if they have not yet
 */
record PartitionRow(int instance, PartitionSnapshot partition, Optional<PartitionLag> lag) {
    /** How long the oldest record has been in flight, in ms; 0 if none is. */
    long ageMs() {
        return partition.oldest().map(PartitionSnapshot.Oldest::ageMs).orElse(0L);
    }

    private record Name(String topic, int partition) {}

    /** All partitions of those that answer. */
    static List<PartitionRow> of(List<Instance> instances, PartitionSort sort) {
        List<PartitionRow> rows = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).frame().isPresent()) {
                add(rows, i, instances.get(i).frame().get());
            }
        }
        rows.sort(sort.order());
        return rows;
    }

    private static void add(List<PartitionRow> rows, int instance, Frame frame) {
        Map<Name, PartitionLag> lags = new HashMap<>();
        frame.lag().partitions().forEach(lag -> lags.put(new Name(lag.topic(), lag.partition()), lag));
        for (PartitionSnapshot each : frame.engine().partitions()) {
            Name name = new Name(each.topic(), each.partition());
            rows.add(new PartitionRow(instance, each, Optional.ofNullable(lags.get(name))));
        }
    }
}
