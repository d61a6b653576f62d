package dev.headgate.sim.rate;

import dev.headgate.sim.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a recorded load from a file: one line {@code seconds,rate} for each time from which a rate holds, or one line
 * {@code rate} for each second. Empty lines, and lines that begin with #, are left out, and so is a first line of names.
 * The last rate holds as long as the one before it, or a second if there is none.
 */
final class Trace {

    private Trace() {}

    /**
     * The load in the file; the run ends with it.
     *
     * @throws IllegalArgumentException if the file can't be read or a line is not as above; the message names both
     */
    static PiecewiseLoad read(Path file, double base, RateUnit unit) {
        List<double[]> points = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            boolean names = points.isEmpty() && line.matches("[A-Za-z_]+(,[A-Za-z_]+)?");
            if (!line.isEmpty() && !line.startsWith("#") && !names) {
                points.add(point(file, i + 1, line, points, base, unit));
            }
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("trace " + file + ": it has no lines; give lines of seconds,rate");
        }
        return load(points);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("trace " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("trace " + file + ": not readable: " + e, e);
        }
    }

    private static double[] point(
            Path file, int number, String line, List<double[]> before, double base, RateUnit unit) {
        try {
            int comma = line.indexOf(',');
            double second = comma < 0
                    ? before.size()
                    : Quantities.number(line.substring(0, comma).strip());
            double rate = RateText.relative(line.substring(comma + 1).strip(), base, unit);
            if (!before.isEmpty() && second <= before.getLast()[0]) {
                throw new IllegalArgumentException("second " + second + " is not after the one before it");
            }
            return new double[] {second, rate};
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("trace " + file + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    private static PiecewiseLoad load(List<double[]> points) {
        List<PiecewiseLoad.Line> lines = new ArrayList<>();
        double length = 1;
        if (points.getFirst()[0] > 0) {
            lines.add(new PiecewiseLoad.Line(points.getFirst()[0], 0, 0));
        }
        for (int i = 0; i < points.size(); i++) {
            length = i + 1 < points.size() ? points.get(i + 1)[0] - points.get(i)[0] : length;
            lines.add(new PiecewiseLoad.Line(length, points.get(i)[1], points.get(i)[1]));
        }
        return new PiecewiseLoad(lines, PiecewiseLoad.Then.END);
    }
}
