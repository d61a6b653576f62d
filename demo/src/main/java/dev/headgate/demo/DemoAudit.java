package dev.headgate.demo;

import dev.headgate.app.UserError;
import dev.headgate.audit.Audit;
import dev.headgate.audit.AuditOptions;
import dev.headgate.audit.AuditRuntime;
import dev.headgate.audit.AuditUnavailableException;
import dev.headgate.audit.Count;
import dev.headgate.audit.RunVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The audit of the demo's topics. It runs along, so that its verdict is there soon after the last record. Used by one
 * thread.
 */
final class DemoAudit implements AutoCloseable {
    private static final long LOOK_MS = 100;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double NANOS_PER_MS = 1e6;

    private final Audit audit;
    private final Path directory;

    private DemoAudit(Audit audit, Path directory) {
        this.audit = audit;
        this.directory = directory;
    }

    /** Starts to read both topics from their beginnings. */
    static DemoAudit start(String bootstrapServers, String input, String output, int partitions) throws IOException {
        Path directory = Files.createTempDirectory("headgate-demo-audit-");
        AuditOptions options = AuditOptions.of(List.of(input), List.of(output))
                .partitions(Math.min(partitions, 4))
                .inMemory(true)
                .build();
        AuditRuntime runtime = new AuditRuntime(
                "headgate-demo-audit", Map.of("bootstrap.servers", bootstrapServers), 1, 0, directory, "localhost", 0);
        return new DemoAudit(Audit.start(options, runtime), directory);
    }

    /**
     * Waits until all has been read; what is missing then is lost.
     *
     * @param run the run to judge
     * @throws UserError if the audit ended, or doesn't come to an end
     */
    RunVerdict verdict(String run) throws InterruptedException {
        long from = System.nanoTime();
        while (true) {
            if (audit.failure().isPresent()) {
                throw new UserError("the audit failed: " + audit.failure().get());
            }
            Optional<RunVerdict> verdict = settled(run);
            if (verdict.isPresent()) {
                return verdict.get();
            }
            if (System.nanoTime() - from > GIVE_UP_NANOS) {
                throw new UserError("the audit has not read all records within 60 s, so there is no verdict");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private Optional<RunVerdict> settled(String run) throws InterruptedException {
        try {
            return audit.progress().behind() > 0
                    ? Optional.empty()
                    : audit.read(Long.MAX_VALUE, Long.MAX_VALUE).run(run);
        } catch (AuditUnavailableException _) {
            return Optional.empty();
        }
    }

    /** Whether the audit found nothing that a crash could not explain: records delivered again are no loss. */
    static boolean isClean(RunVerdict verdict) {
        return verdict.missing() == 0
                && verdict.count(Count.REORDERED) == 0
                && verdict.count(Count.CORRUPTED) == 0
                && verdict.count(Count.UNSENT) == 0;
    }

    /** The line to end with. */
    static String line(RunVerdict verdict) {
        return String.format(
                Locale.ROOT,
                "audit: sent %,d, delivered %,d, missing %,d, duplicated %,d, reordered %,d, corrupted %,d,"
                        + " p50 %,.0f ms, p99 %,.0f ms: %s",
                verdict.count(Count.SENT),
                verdict.count(Count.DELIVERED),
                verdict.missing(),
                verdict.count(Count.DUPLICATED),
                verdict.count(Count.REORDERED),
                verdict.count(Count.CORRUPTED),
                verdict.latency(50).toNanos() / NANOS_PER_MS,
                verdict.latency(99).toNanos() / NANOS_PER_MS,
                isClean(verdict) ? "clean" : "not clean");
    }

    @Override
    public void close() throws IOException {
        audit.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
