package dev.headgate.sim;

/** Refuses values. */
final class Checks {

    private Checks() {}

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
