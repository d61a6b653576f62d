package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.headgate.api.Sink;
import dev.headgate.state.EngineState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that can't begin says in one line what it waits for, and does not say it over and over. */
@Tag("broker")
@Timeout(60)
class WaitingEngineTest {
    private static final Duration FEW_SECONDS = Duration.ofSeconds(15);

    private static Headgate start(String servers, String group, String... topics) {
        return Headgate.builder()
                .kafka(Map.of("bootstrap.servers", servers, "group.id", group, "metadata.max.age.ms", "1000"))
                .topics(topics)
                .lagInterval(Duration.ZERO)
                .handler(new StringDeserializer(), new StringDeserializer(), (record, context) -> record.value())
                .sink(Sink.none())
                .start();
    }

    @Test
    void names_the_brokers_that_do_not_answer() throws IOException {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "localhost:" + socket.getLocalPort();
        }
        try (LoggedLines logged = LoggedLines.open();
                Headgate _ = start(nobody, "billing", "orders")) {
            await().atMost(FEW_SECONDS)
                    .until(() ->
                            !logged.of(Level.WARN, "group billing has waited").isEmpty());
            assertThat(logged.messages(Level.WARN, "group billing has waited"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("no broker answers at " + nobody));
        }
    }

    @Test
    void names_the_topic_that_is_not_there_once_and_goes_on_when_it_is() throws Exception {
        String there = TestKafka.newTopic(1);
        String missing = there + "-missing";
        try (LoggedLines logged = LoggedLines.open();
                Headgate headgate = start(TestKafka.bootstrapServers(), there, there, missing)) {
            String beginning = "group " + there + " has waited";
            await().atMost(FEW_SECONDS)
                    .until(() -> !logged.of(Level.WARN, beginning).isEmpty());
            assertThat(logged.messages(Level.WARN, beginning))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("for the topic " + missing + ", not there at " + TestKafka.bootstrapServers()));
            try (Admin admin = TestKafka.admin()) {
                admin.createTopics(List.of(new NewTopic(missing, 1, (short) 1)))
                        .all()
                        .get();
            }
            TestKafka.produce(missing, 3, 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> headgate.snapshot().counters().records().acked() == 3);
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.RUNNING);
            assertThat(logged.of(Level.WARN, beginning))
                    .as("not said again and again")
                    .hasSize(1);
        }
    }
}
