package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.ExactlyOnceRun;
import dev.headgate.Headgate;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy in front of the only broker, while outputs and offsets are committed in transactions. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactlyOnceFaultsTest {
    private static final int RECORDS = 6_000;
    private static final short END_TXN = 26;
    private static final short TXN_OFFSET_COMMIT = 28;

    enum Fault {
        REPLY_TO_THE_END_OF_A_TRANSACTION_LOST,
        REPLY_TO_THE_OFFSETS_LOST,
        END_OF_TRANSACTIONS_DELAYED,
        ALL_CONNECTIONS_RESET
    }

    private final TcpProxy proxy = new TcpProxy();
    private final LocalKafka kafka = proxy.startKafka();

    @AfterAll
    void stop() throws IOException {
        proxy.close();
        kafka.close();
    }

    private void strike(Fault fault) throws InterruptedException {
        int lost = proxy.repliesLost();
        int resets = proxy.resets();
        int delayed = proxy.delayed();
        switch (fault) {
            case REPLY_TO_THE_END_OF_A_TRANSACTION_LOST -> {
                proxy.loseReplyTo(END_TXN);
                await().atMost(Duration.ofSeconds(30)).until(() -> proxy.repliesLost() > lost);
            }
            case REPLY_TO_THE_OFFSETS_LOST -> {
                proxy.loseReplyTo(TXN_OFFSET_COMMIT);
                await().atMost(Duration.ofSeconds(30)).until(() -> proxy.repliesLost() > lost);
            }
            case END_OF_TRANSACTIONS_DELAYED -> {
                proxy.latency(Duration.ofMillis(300));
                await().atMost(Duration.ofSeconds(30)).until(() -> proxy.delayed() > delayed + 20);
                proxy.heal();
            }
            case ALL_CONNECTIONS_RESET ->
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    proxy.resetAll(); // again, where the clients haven't come back yet since the last time
                    return proxy.resets() > resets;
                });
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @Timeout(150)
    void each_output_is_there_once_whatever_happens_to_the_connection(Fault fault) throws Exception {
        String input = "in-" + fault;
        String output = "out-" + fault;
        kafka.createTopic(input, 4);
        kafka.createTopic(output, 4);
        produce(input);
        ExactlyOnceRun run = new ExactlyOnceRun(kafka.bootstrapServers(), input, output)
                .withClient(Map.of("request.timeout.ms", 3_000, "default.api.timeout.ms", 6_000));
        try (Headgate headgate = run.start(
                builder -> builder.handlerRate(1_500), (record, context) -> ExactlyOnceRun.functionOf(record))) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> headgate.snapshot().counters().commits().confirmed() > 1);
            for (int i = 0; i < 3; i++) {
                strike(fault);
            }
            assertThat(headgate.snapshot().counters().records().acked())
                    .as("it falls into the work")
                    .isLessThan(RECORDS);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> headgate.snapshot().counters().records().acked() >= RECORDS);
        }
        run.thenTheOutputIsTheFunctionOfTheInput(RECORDS);
    }

    private void produce(String topic) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                var _ = producer.send(new ProducerRecord<>(topic, value, value));
            }
        }
    }
}
