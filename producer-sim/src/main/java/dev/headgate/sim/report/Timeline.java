package dev.headgate.sim.report;

import java.util.ArrayList;
import java.util.List;

/** The course of a run in a bounded number of points; when full, neighbours become one. Not thread-safe. */
final class Timeline {

    private static final int MOST = 1_200;

    /** One point; rates are per second, latencies in milliseconds. */
    record Point(
            double seconds,
            double target,
            double acked,
            double missed,
            double corrected,
            double uncorrected,
            double p50) {

        private Point join(Point next) {
            return new Point(
                    next.seconds,
                    (target + next.target) / 2,
                    (acked + next.acked) / 2,
                    (missed + next.missed) / 2,
                    Math.max(corrected, next.corrected),
                    Math.max(uncorrected, next.uncorrected),
                    Math.max(p50, next.p50));
        }
    }

    private List<Point> points = new ArrayList<>();
    private int joined = 1;
    private int pending;

    void add(Point point) {
        if (pending > 0) {
            points.add(points.removeLast().join(point));
        } else {
            points.add(point);
        }
        pending = (pending + 1) % joined;
        if (points.size() >= MOST && pending == 0) {
            halve();
        }
    }

    private void halve() {
        List<Point> fewer = new ArrayList<>();
        for (int i = 0; i + 1 < points.size(); i += 2) {
            fewer.add(points.get(i).join(points.get(i + 1)));
        }
        points = fewer;
        joined *= 2;
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
