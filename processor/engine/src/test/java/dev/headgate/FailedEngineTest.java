package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.state.EngineState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that has failed says of what, once and in full, and a program that waits for it fails too. */
@Tag("broker")
@Tag("process")
@Timeout(60)
public class FailedEngineTest {
    private static Headgate start(String servers, String topic) {
        return Headgate.builder()
                .kafka(Map.of("bootstrap.servers", servers, "group.id", topic))
                .topics(topic)
                .retry(new RetryPolicy(2, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0))
                .handler(new StringDeserializer(), new StringDeserializer(), (record, context) -> {
                    if (record.value().equals("1")) {
                        throw new IllegalStateException("could not save", new IOException("disk full"));
                    }
                    return record.value();
                })
                .sink(Sink.none())
                .start();
    }

    /** What a new user writes. */
    public static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            try (Headgate headgate = start(args[0], args[1])) {
                headgate.awaitEnd();
            }
        }
    }

    private static String topicWithBadRecord() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 3, 1);
        return topic;
    }

    @Test
    void a_halt_is_logged_once_with_the_record_the_stack_trace_and_its_causes() throws Exception {
        String topic = topicWithBadRecord();
        try (LoggedLines logged = LoggedLines.open();
                Headgate headgate = start(TestKafka.bootstrapServers(), topic)) {
            assertThat(headgate.awaitEnd(Duration.ofSeconds(30))).contains(EngineState.FAILED);
            assertThat(logged.of(Level.ERROR, "")).singleElement().satisfies(FailedEngineTest::hasAll);
            assertThat(logged.of(Level.ERROR, topic + "-0@1")).hasSize(1);
        }
    }

    private static void hasAll(ILoggingEvent event) {
        var shown = event.getThrowableProxy();
        assertThat(shown.getClassName()).isEqualTo(IllegalStateException.class.getName());
        assertThat(shown.getMessage()).isEqualTo("could not save");
        assertThat(shown.getStackTraceElementProxyArray()).isNotEmpty();
        assertThat(shown.getCause().getMessage()).isEqualTo("disk full");
        assertThat(event.getThreadName()).as("which engine of the process").startsWith("headgate-poll-topic-");
    }

    @Test
    void the_failure_can_be_asked_for_and_is_thrown_by_who_waits_for_the_end() throws Exception {
        String topic = topicWithBadRecord();
        try (Headgate headgate = start(TestKafka.bootstrapServers(), topic)) {
            assertThatThrownBy(headgate::awaitEnd)
                    .isInstanceOf(EngineFailedException.class)
                    .hasMessageContaining(topic + "-0@1")
                    .hasMessageContaining("could not save")
                    .cause()
                    .hasMessage("could not save")
                    .hasRootCauseMessage("disk full");
            assertThat(headgate.failure())
                    .hasValueSatisfying(failure -> assertThat(failure).hasMessage("could not save"));
        }
    }

    @Test
    void an_orderly_end_is_no_failure() throws Exception {
        String topic = TestKafka.newTopic(1);
        Headgate headgate = start(TestKafka.bootstrapServers(), topic);
        headgate.close();
        assertThat(headgate.awaitEnd()).isEqualTo(EngineState.CLOSED);
        assertThat(headgate.failure()).isEqualTo(Optional.empty());
    }

    @Test
    void a_program_that_waits_for_the_end_of_a_failed_engine_ends_with_an_exit_code_that_says_so() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        TestKafka.bootstrapServers(),
                        topicWithBadRecord())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
            assertThat(output)
                    .contains("failed and the policy is to halt")
                    .contains("java.lang.IllegalStateException: could not save")
                    .contains("java.io.IOException: disk full");
        } finally {
            program.destroyForcibly();
        }
    }
}
