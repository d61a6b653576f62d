package dev.headgate.app;

import dev.headgate.redrive.Redrive;
import dev.headgate.redrive.RedriveException;
import dev.headgate.redrive.RedriveOutcome;
import dev.headgate.redrive.RedriveStatus;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** Shows a re-drive: how far it is on standard error, on a terminal in one line; what came of it on standard output. */
final class RedrivePrinter {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final long TERMINAL_MILLIS = 200;
    private static final long PLAIN_MILLIS = 5_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal = Terminals.isInteractive();

    RedrivePrinter(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Runs it on a thread of its own, and shows how it goes and how it ended. */
    RedriveStatus watch(Redrive redrive) throws RedriveException, InterruptedException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("headgate-redrive").factory())) {
            Future<RedriveStatus> end = thread.submit(redrive::run);
            while (true) {
                try {
                    RedriveStatus ended = end.get(terminal ? TERMINAL_MILLIS : PLAIN_MILLIS, TimeUnit.MILLISECONDS);
                    clear();
                    summary(ended);
                    return ended;
                } catch (TimeoutException _) {
                    progress(redrive.status());
                }
            }
        } catch (ExecutionException e) {
            clear();
            RedriveStatus last = redrive.status();
            if (!last.counts().isEmpty()) {
                summary(last);
            }
            switch (e.getCause()) {
                case RedriveException failure -> throw failure;
                case KafkaException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void progress(RedriveStatus now) {
        String line = String.format(
                Locale.ROOT,
                "%,d %s, %,d left, %,d to look at",
                now.count(RedriveOutcome.REDRIVEN),
                now.dryRun() ? "to put back" : "put back",
                left(now),
                now.remaining());
        if (terminal) {
            err.print(CLEAR_LINE + line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    private void clear() {
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private static long left(RedriveStatus now) {
        return now.counts().values().stream().mapToLong(Long::longValue).sum() - now.count(RedriveOutcome.REDRIVEN);
    }

    private void summary(RedriveStatus end) {
        out.printf(
                Locale.ROOT,
                "%s: %,d of topic %s%n",
                end.dryRun() ? "would be put back" : "put back",
                end.count(RedriveOutcome.REDRIVEN),
                end.deadLetterTopic());
        end.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(each -> out.printf(Locale.ROOT, "  %,d  %s%n", each.getValue(), each.getKey()));
        for (RedriveOutcome outcome : RedriveOutcome.values()) {
            if (outcome != RedriveOutcome.REDRIVEN && end.count(outcome) > 0) {
                out.printf(Locale.ROOT, "left: %,d %s%n", end.count(outcome), words(outcome));
            }
        }
        if (end.state() == RedriveStatus.State.STOPPED) {
            out.printf(Locale.ROOT, "stopped, with %,d to look at; another run goes on from here%n", end.remaining());
        }
        out.flush();
    }

    private static String words(RedriveOutcome outcome) {
        return switch (outcome) {
            case REDRIVEN -> "put back";
            case FILTERED -> "that the filters don't want";
            case EXHAUSTED -> "that were put back as often as --max-redrives allows";
            case NO_DEAD_LETTER -> "that don't say where they come from (no headgate-dlq-topic)";
            case INTERNAL_TOPIC -> "that name a topic of the brokers' own, which nobody else may write to";
            case NO_TOPIC -> "whose topic does not exist any more; create it, or name another with --to";
            case REFUSED -> "that their topic can't take; see its max.message.bytes";
        };
    }
}
