package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Audits of the test broker's topics, and what must be true of their verdicts. */
final class Audits {
    static final int PARTITIONS = 3;

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MANY = 10_000;

    private Audits() {}

    /** What one test writes to. */
    record Topics(String input, String output, String deadLetters) {
        static Topics create() {
            return new Topics(
                    TestKafka.newTopic(PARTITIONS), TestKafka.newTopic(PARTITIONS), TestKafka.newTopic(PARTITIONS));
        }

        List<String> all() {
            return List.of(input, output, deadLetters);
        }
    }

    static Audit start(String id, Topics topics, Path state) throws IOException {
        AuditOptions options = AuditOptions.of(List.of(topics.input()), List.of(topics.output()))
                .deadLetters(List.of(topics.deadLetters()))
                .partitions(PARTITIONS)
                .build();
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                TestKafka.bootstrapServers(),
                "session.timeout.ms",
                "1000",
                "heartbeat.interval.ms",
                "200",
                "commit.interval.ms",
                "100");
        return Audit.start(options, new AuditRuntime(id, kafka, 1, 0, state, "localhost", 0));
    }

    /** Waits until the audit has read all there is. */
    static void awaitIdle(String id, Topics topics) {
        IdleWatch idle = new IdleWatch(IDLE);
        try (AuditLag lag = new AuditLag(TestKafka.admin(), id, topics.all())) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsInstanceOf(AuditUnavailableException.class)
                    .until(() -> idle.isIdle(lag.read(), System.nanoTime()));
        }
    }

    /** The verdict, as soon as all instances answer. */
    static AuditReport read(Audit audit) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(AuditUnavailableException.class)
                .until(() -> audit.read(0, Long.MAX_VALUE), _ -> true);
    }

    /** Holds the verdict against what was planted, and against a second way to find out. */
    static void assertExact(Audit audit, PlantedRun planted, Topics topics) throws Exception {
        RunVerdict verdict = read(audit).run(planted.run).orElseThrow();
        SecondOpinion second = new SecondOpinion(topics.input(), topics.output(), topics.deadLetters());
        Map<Count, Long> said = new TreeMap<>();
        Map<Count, Long> expected = new TreeMap<>();
        Map<Count, Long> other = new TreeMap<>();
        for (Count kind : Count.values()) {
            said.put(kind, verdict.count(kind));
            expected.put(kind, planted.expected(kind));
            other.put(kind, second.count(kind, 0));
        }
        assertThat(said).as("what was planted").isEqualTo(expected);
        assertThat(said).as("the second opinion").isEqualTo(other);
        List<Example> examples = audit.examples(MANY);
        for (Count kind : List.of(Count.MISSING, Count.DUPLICATED, Count.REORDERED, Count.CORRUPTED, Count.UNSENT)) {
            TreeSet<String> named = new TreeSet<>();
            examples.stream()
                    .filter(each -> each.kind() == kind)
                    .forEach(each -> named.add(each.run() + "/" + each.producer() + "/" + each.sequence()));
            assertThat(named).as("the records with %s", kind).isEqualTo(planted.planted(kind));
            assertThat(named).as("the second opinion on %s", kind).isEqualTo(second.found(kind));
        }
    }
}
