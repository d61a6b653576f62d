package dev.headgate.benchmarks.cell;

import java.util.List;
import java.util.Set;

/** Chosen sets of cells. */
public enum CellSet {
    /** A first look, in a few minutes. */
    QUICK(Set.of("noop", "10ms-x1000", "1ms-x12-partition")),
    /** What the project has promised itself. */
    TARGETS(Set.of(
            "noop",
            "noop-null",
            "noop-one-key",
            "1ms-x12-partition",
            "10ms-x1000",
            "10ms-x2000",
            "10ms-x10000",
            "tail",
            "1ms-hot",
            "sink",
            "latency-10ms",
            "restart",
            "partitions-12",
            "partitions-1000",
            "in-flight-1000",
            "in-flight-100000")),
    /** All. */
    FULL(Set.of());

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> names;

    CellSet(Set<String> names) {
        this.names = names;
    }

    /** The cells of the set. */
    public List<Cell> cells() {
        return Catalogue.cells().stream()
                .filter(cell -> names.isEmpty() || names.contains(cell.name()))
                .toList();
    }
}
