package dev.headgate.benchmarks.session;

import dev.headgate.benchmarks.measure.RunResult;
import java.util.Optional;

/**
 * One run of one system in one cell.
 *
 * @param cell the cell's name
 * @param entrant the system and its order, as reports call it
 * @param repeat which time it was, from 1
 * @param result what it showed; empty if it failed
 * @param failure why it failed; empty if it didn't
 */
public record Run(String cell, String entrant, int repeat, Optional<RunResult> result, String failure) {
    static Run of(String cell, String entrant, int repeat, RunResult result) {
        return new Run(cell, entrant, repeat, Optional.of(result), "");
    }

    static Run failed(String cell, String entrant, int repeat, String failure) {
        return new Run(cell, entrant, repeat, Optional.empty(), failure);
    }
}
