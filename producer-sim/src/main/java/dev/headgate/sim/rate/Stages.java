package dev.headgate.sim.rate;

import dev.headgate.sim.text.BadTextException;
import dev.headgate.sim.text.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stages as people write them: {@code 30s@50,1m@50..200,10s@5000} holds 50 for 30 s, rises to 200 within a minute, and
 * holds 5000 for 10 s. The run ends with the last stage.
 *
 * @param load the stages
 * @param unit what their rates count
 */
public record Stages(PiecewiseLoad load, RateUnit unit) {

    /**
     * Reads stages.
     *
     * @throws BadTextException where the text stops making sense
     */
    public static Stages parse(String text) {
        return new Reader(text).read();
    }

    private static final class Reader {

        private final String text;
        private final List<PiecewiseLoad.Line> lines = new ArrayList<>();
        private RateUnit unit = RateUnit.RECORDS;

        Reader(String text) {
            this.text = text;
        }

        Stages read() {
            int from = 0;
            while (from <= text.length()) {
                int comma = text.indexOf(',', from);
                int to = comma < 0 ? text.length() : comma;
                stage(from, to);
                from = to + 1;
            }
            return new Stages(new PiecewiseLoad(lines, PiecewiseLoad.Then.END), unit);
        }

        private void stage(int from, int to) {
            int at = text.indexOf('@', from);
            if (at < 0 || at >= to) {
                throw new BadTextException(
                        text,
                        from,
                        "'" + text.substring(from, to) + "' is not a stage; give DURATION@RATE, as in 30s@50");
            }
            double seconds = duration(from, at);
            int dots = text.indexOf("..", at);
            if (dots < 0 || dots >= to) {
                double rate = rate(at + 1, to);
                lines.add(new PiecewiseLoad.Line(seconds, rate, rate));
            } else {
                double first = rate(at + 1, dots);
                lines.add(new PiecewiseLoad.Line(seconds, first, rate(dots + 2, to)));
            }
        }

        private double duration(int from, int to) {
            try {
                Duration duration = Quantities.duration(text.substring(from, to));
                if (duration.isPositive()) {
                    return duration.toNanos() / 1e9;
                }
            } catch (IllegalArgumentException e) {
                throw new BadTextException(text, from, String.valueOf(e.getMessage()));
            }
            throw new BadTextException(text, from, "the duration of a stage must be above 0");
        }

        private double rate(int from, int to) {
            try {
                RateText rate = RateText.parse(text.substring(from, to));
                boolean first = lines.isEmpty() && text.charAt(from - 1) == '@';
                if (!first && rate.unit() != unit) {
                    throw new IllegalArgumentException("records and bytes are mixed; give all rates in one unit");
                }
                unit = rate.unit();
                return rate.perSecond();
            } catch (IllegalArgumentException e) {
                throw new BadTextException(text, from, String.valueOf(e.getMessage()));
            }
        }
    }
}
