package dev.headgate.benchmarks.cell;

import dev.headgate.api.Ordering;
import dev.headgate.benchmarks.system.SystemName;
import java.util.Locale;

/** A system in a cell, with the order it keeps there. */
public record Entrant(SystemName system, Ordering ordering) {
    /** What reports call it. */
    @Override
    public String toString() {
        return system.isLimit()
                ? system.toString()
                : system + " " + ordering.name().toLowerCase(Locale.ROOT);
    }
}
