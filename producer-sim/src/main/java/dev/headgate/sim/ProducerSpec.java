package dev.headgate.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The Kafka producers of a run.
 *
 * @param firstId goes into each record's stamp, if there is one producer; else see {@link #ids()}
 * @param count how many share the load, 1 to 1000
 * @param transactions how records are put into transactions; empty for none
 * @param flushTimeout how long the end of the run waits for acks; records sent without an ack by then count as failed
 */
public record ProducerSpec(String firstId, int count, Optional<TransactionPlan> transactions, Duration flushTimeout) {

    private static final int MOST = 1_000;
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,6})");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public ProducerSpec {
        SimOptions.requireId("producer-id", firstId);
        Checks.require(count >= 1 && count <= MOST, "producers must be 1 to " + MOST + ", not " + count);
        Checks.require(
                !flushTimeout.isNegative() && flushTimeout.compareTo(LONGEST) <= 0,
                "flush-timeout must be 0 to 3650 days, not " + flushTimeout);
    }

    /** The ids of all producers: of several, numbered on from the number that {@code firstId} ends with, or from 1. */
    public List<String> ids() {
        if (count == 1) {
            return List.of(firstId);
        }
        Matcher numbered = NUMBERED.matcher(firstId);
        String prefix = numbered.matches() ? numbered.group(1) : firstId + "-";
        int first = numbered.matches() ? Integer.parseInt(numbered.group(2)) : 1;
        return IntStream.range(first, first + count)
                .mapToObj(number -> prefix + number)
                .toList();
    }
}
