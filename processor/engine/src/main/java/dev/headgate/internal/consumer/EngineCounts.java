package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.WorkerStats;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.Outcome;

/** What has happened since the start. Owned by the poll thread; others read {@link EngineCounters}. */
final class EngineCounts {
    private long acked;
    private long deadLettered;
    private long skipped;
    private long dropped;
    long consumed;
    long consumedBytes;
    long alreadyDone;
    long pauses;
    long resumes;
    long commits;
    long commitFailures;
    long rebalances;
    long revocations;
    long losses;
    long jumps;
    long revokedInFlight;

    void ended(Outcome outcome) {
        switch (outcome) {
            case Outcome.Plain.ACKED -> acked++;
            case Outcome.Plain.DEAD_LETTERED -> deadLettered++;
            case Outcome.Plain.SKIPPED -> skipped++;
            case Outcome.Plain.DROPPED -> dropped++;
            case Outcome.Halted _ -> dropped++;
        }
    }

    EngineCounters counters(WorkerStats workers) {
        return new EngineCounters(
                new EngineCounters.Records(consumed, consumedBytes, alreadyDone, acked, deadLettered, skipped, dropped),
                new EngineCounters.Failures(
                        workers.failures(),
                        workers.retries(),
                        workers.retriesBy(),
                        workers.givenUp(),
                        workers.givenUpBy(),
                        workers.circuitOpened()),
                new EngineCounters.Partitions(pauses, resumes, rebalances, revocations, losses, revokedInFlight, jumps),
                new EngineCounters.Commits(commits, commitFailures));
    }
}
