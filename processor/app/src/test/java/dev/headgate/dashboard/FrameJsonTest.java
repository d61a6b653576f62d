package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.redrive.RedriveStatus;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RetryReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** Groups in Java are no groups in JSON: what scripts read of {@code /api/state} keeps its names. */
@Timeout(10)
class FrameJsonTest {
    private static final JsonMapper JSON = FrameJson.builder().build();

    private static final String SAMPLE = """
        {"epochMillis": 1700000000400,
         "inPerSecond": 51.5, "outPerSecond": 52.5, "retriesPerSecond": 53.5, "givenUpPerSecond": 54.5,
         "lagRecords": 55, "lagMs": 56, "endOffsets": 540, "lagAsOfMillis": 550, "inFlight": 57, "queued": 58, "activeWorkers": 59, "partitions": 60,
         "pausedPartitions": 61, "pauseReason": "BYTES", "pausedShare": {"BYTES": 0.25},
         "queue": {"p50Ms": 62.5, "p99Ms": 63.5}, "handler": {"p50Ms": 64.5, "p99Ms": 65.5}, "sink": null}\
        """;

    private static final String COUNTERS = """
        {"consumed": 1, "consumedBytes": 2, "alreadyDone": 3, "acked": 4, "deadLettered": 5, "skipped": 6,
         "dropped": 7, "retries": 8, "pauses": 9, "resumes": 10, "commits": 11, "commitFailures": 12,
         "rebalances": 13, "circuitOpened": 14, "revocations": 15, "losses": 16, "jumps": 17,
         "revokedInFlight": 18, "retriesBy": {"TIMEOUT": 19}, "failures": 20,
         "givenUpBy": {"java.io.IOException": 21}, "givenUp": {"REJECTED": 22}}\
        """;

    private static final String BUSY = """
        {"topic": "orders", "partition": 3, "epoch": 4, "pauseReason": "WINDOW",
         "position": 105, "acknowledged": 101, "committed": 100,
         "inFlight": 2, "ackedBeyond": 1, "ackedMap": "8000000000000000",
         "oldestInFlightOffset": 102, "oldestInFlightTimestamp": 1700000000000, "oldestInFlightAgeMs": 250, "oldestInFlightHeldMs": 120,
         "pausedMs": {"WINDOW": 6}}\
        """;

    private static final String IDLE = """
        {"topic": "orders", "partition": 5, "epoch": 4, "pauseReason": "NONE",
         "position": null, "acknowledged": null, "committed": null,
         "inFlight": 0, "ackedBeyond": 0, "ackedMap": "",
         "oldestInFlightOffset": null, "oldestInFlightTimestamp": null, "oldestInFlightAgeMs": 0, "oldestInFlightHeldMs": 0,
         "pausedMs": {}}\
        """;

    private static final String ENGINE = """
        {"epochMillis": 1700000000500, "state": "RUNNING", "pauseReason": "QUEUE",
         "inFlightRecords": 31, "queueCapacity": 32, "queueHigh": 33, "queueLow": 34,
         "inFlightBytes": 35, "queueBytesCapacity": 36, "queued": 37,
         "activeWorkers": 38, "maxWorkers": 39, "workersLimit": 40, "handlerRate": 41.5,
         "counters": %s, "partitions": [%s, %s], "lastError": "boom"}\
        """.formatted(COUNTERS, BUSY, IDLE);

    private static final String FRAME = """
        {"group": "billing", "topics": ["orders"],
         "verdict": {"level": "OK", "headline": "Keeping up", "dataLevel": "OK", "data": "Nothing lost"},
         "now": %s, "engine": %s, "lag": {"epochMillis": 0, "partitions": [], "error": null}, "events": [],
         "redrive": {"state": "NONE", "dryRun": false, "deadLetterTopic": "", "counts": {}, "reasons": {},
                     "remaining": 0, "problem": null},
         "control": false}\
        """.formatted(SAMPLE, ENGINE);

    private static Sample sample() {
        return new Sample(
                1_700_000_000_400L,
                new Sample.Rates(51.5, 52.5, 53.5, 54.5),
                new Sample.Lag(55, 56, 540, 550),
                57,
                58,
                59,
                60,
                new Sample.Pauses(61, PauseReason.BYTES, Map.of(PauseReason.BYTES, 0.25)),
                new Sample.Latencies(
                        Optional.of(new Latency(62.5, 63.5)), Optional.of(new Latency(64.5, 65.5)), Optional.empty()));
    }

    private static EngineCounters counters() {
        return new EngineCounters(
                new EngineCounters.Records(1, 2, 3, 4, 5, 6, 7),
                new EngineCounters.Failures(
                        20,
                        8,
                        Map.of(RetryReason.TIMEOUT, 19L),
                        Map.of(GiveUpReason.REJECTED, 22L),
                        Map.of("java.io.IOException", 21L),
                        14),
                new EngineCounters.Partitions(9, 10, 13, 15, 16, 18, 17),
                new EngineCounters.Commits(11, 12));
    }

    private static PartitionSnapshot busy() {
        return new PartitionSnapshot(
                "orders",
                3,
                4,
                PauseReason.WINDOW,
                Map.of(PauseReason.WINDOW, 6L),
                new PartitionSnapshot.Offsets(OptionalLong.of(105), OptionalLong.of(101), OptionalLong.of(100)),
                new PartitionSnapshot.Window(2, 1, "8000000000000000"),
                Optional.of(new PartitionSnapshot.Oldest(102, 1_700_000_000_000L, 250, 120)));
    }

    private static PartitionSnapshot idle() {
        OptionalLong none = OptionalLong.empty();
        return new PartitionSnapshot(
                "orders",
                5,
                4,
                PauseReason.NONE,
                Map.of(),
                new PartitionSnapshot.Offsets(none, none, none),
                new PartitionSnapshot.Window(0, 0, ""),
                Optional.empty());
    }

    private static Frame frame() {
        EngineSnapshot engine = new EngineSnapshot(
                1_700_000_000_500L,
                EngineState.RUNNING,
                PauseReason.QUEUE,
                new EngineSnapshot.Queue(31, 32, 33, 34, 35, 36, 37),
                new EngineSnapshot.Workers(38, 39, 40, 41.5),
                counters(),
                List.of(busy(), idle()),
                Optional.of("boom"));
        return new Frame(
                "billing",
                List.of("orders"),
                new Verdict(Level.OK, "Keeping up", Level.OK, "Nothing lost"),
                sample(),
                engine,
                LagSnapshot.NONE,
                List.of(),
                RedriveStatus.NONE,
                false);
    }

    @Test
    void a_frame_is_written_with_the_names_and_values_of_the_api() {
        assertThat(JSON.readTree(JSON.writeValueAsString(frame()))).isEqualTo(JSON.readTree(FRAME));
    }

    @Test
    void a_frame_that_is_read_is_the_one_that_was_written() {
        assertThat(JSON.readValue(FRAME, Frame.class)).isEqualTo(frame());
    }

    @Test
    void a_figure_that_another_version_does_not_know_is_zero_or_none() {
        String older = FRAME.replace("\"oldestInFlightOffset\": 102,", "").replace("\"jumps\": 17,", "");
        Frame read = JSON.readValue(older, Frame.class);
        assertThat(read.engine().partitions().getFirst().oldest()).isEmpty();
        assertThat(read.engine().counters().partitions().jumps()).isZero();
    }
}
