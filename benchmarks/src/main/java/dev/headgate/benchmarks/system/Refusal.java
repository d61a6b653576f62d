package dev.headgate.benchmarks.system;

import dev.headgate.api.Ordering;
import java.util.Locale;

/** What a system can't do, said in one line. */
final class Refusal {
    private Refusal() {}

    /**
     * Lets only unordered setups through.
     *
     * @throws UnsupportedOperationException naming the order that can't be kept
     */
    static void unlessUnordered(SystemName system, SystemSetup setup) {
        if (setup.ordering() != Ordering.UNORDERED) {
            throw new UnsupportedOperationException(
                    "%s can't keep the order '%s': it handles records in any order; ask it for 'unordered'"
                            .formatted(system, setup.ordering().name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Lets only setups without an output topic through.
     *
     * @throws UnsupportedOperationException naming the topic
     */
    static void ofOutput(SystemName system, SystemSetup setup) {
        setup.outputTopic().ifPresent(topic -> {
            throw new UnsupportedOperationException(
                    "%s can't write results to '%s': it is compared as a consumer only; leave the output topic out"
                            .formatted(system, topic));
        });
    }
}
