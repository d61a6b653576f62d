package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy in front of the only broker: whatever the network does, records arrive, in order, and are committed. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkFaultsTest {
    private static final int RECORDS = 4_000;

    private final TcpProxy proxy = new TcpProxy();
    private final LocalKafka kafka = proxy.startKafka();

    @BeforeAll
    void the_brokers_clients_come_by_the_proxy() {
        kafka.createTopic("first", 1);
        assertThat(proxy.accepted()).isPositive();
    }

    @AfterAll
    void stop() throws IOException {
        proxy.close();
        kafka.close();
    }

    private FaultRun run(String topic) {
        kafka.createTopic(topic, 4);
        return FaultRun.given(kafka.bootstrapServers(), topic).with(builder -> builder.handlerRate(1_500));
    }

    @ParameterizedTest
    @EnumSource(NetworkFault.class)
    @Timeout(150)
    void nothing_is_lost_whatever_the_network_does(NetworkFault fault) throws Exception {
        try (FaultRun run = run(fault.name())) {
            run.produce(RECORDS).join();
            run.awaitDelivered(100);
            assertThat(run.deliveries.distinct()).as("it falls into the work").isLessThan(RECORDS);
            fault.strike(proxy);
            run.produce(100);
            run.thenNothingIsLost();
        }
    }
}
