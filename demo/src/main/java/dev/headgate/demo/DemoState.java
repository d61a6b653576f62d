package dev.headgate.demo;

import dev.headgate.Headgate;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.Simulator;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;

/**
 * The demo at one moment.
 *
 * @param phase what it is doing, in words
 * @param page where the page is, with what its controls ask for
 * @param producedPerSecond since the look before
 * @param acknowledgedPerSecond since the look before
 */
record DemoState(
        String phase,
        String page,
        SimProgress produced,
        double producedPerSecond,
        EngineSnapshot engine,
        LagSnapshot lag,
        long acknowledged,
        double acknowledgedPerSecond,
        boolean slowSpell) {

    /** Takes looks, and remembers the last for the rates. Not thread-safe. */
    static final class Source {
        private static final double SMOOTHING = 0.3;

        private final Simulator simulator;
        private final Headgate headgate;
        private final Deliveries deliveries;
        private final SlowDownstream downstream;
        private final String page;
        private long lastNanos = System.nanoTime();
        private long lastProduced;
        private long lastAcknowledged;
        private double producedPerSecond;
        private double acknowledgedPerSecond;

        Source(Simulator simulator, Headgate headgate, Deliveries deliveries, SlowDownstream downstream, String page) {
            this.simulator = simulator;
            this.headgate = headgate;
            this.deliveries = deliveries;
            this.downstream = downstream;
            this.page = page;
        }

        boolean engineHasEnded() {
            return headgate.snapshot().state().hasEnded();
        }

        DemoState read(String phase) {
            SimProgress produced = simulator.progress();
            long acknowledged = deliveries.distinct();
            long now = System.nanoTime();
            double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
            producedPerSecond = smooth(producedPerSecond, (produced.records().acked() - lastProduced) / seconds);
            acknowledgedPerSecond = smooth(acknowledgedPerSecond, (acknowledged - lastAcknowledged) / seconds);
            lastNanos = now;
            lastProduced = produced.records().acked();
            lastAcknowledged = acknowledged;
            return new DemoState(
                    phase,
                    page,
                    produced,
                    producedPerSecond,
                    headgate.snapshot(),
                    headgate.lag(),
                    acknowledged,
                    acknowledgedPerSecond,
                    downstream.isSlow());
        }

        private static double smooth(double before, double now) {
            return before + SMOOTHING * (now - before);
        }
    }
}
