package dev.headgate.simulation;

/**
 * What must never be, and was.
 *
 * @param invariant its number in docs/DESIGN.md, or in a word what else is wrong
 */
record Violation(String invariant, String what) {
    @Override
    public String toString() {
        return invariant + ": " + what;
    }
}
