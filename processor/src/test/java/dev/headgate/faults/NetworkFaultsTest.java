package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A proxy in front of the only broker: whatever the network does, records arrive, in order, and are committed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkFaultsTest {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkFaultsTest.class);
    private static final int RECORDS = 4_000;

    private final TcpProxy proxy = new TcpProxy();
    private final LocalKafka kafka = startKafka();

    private LocalKafka startKafka() {
        LocalKafka started =
                LocalKafka.builder().advertisedPorts(List.of(proxy.port())).start();
        String address = started.bootstrapServers();
        proxy.target(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        return started;
    }

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

    /** For an hour: {@code -Dheadgate.soak=PT1H -Dheadgate.soak.seed=7}. */
    @Test
    @Timeout(4_500)
    void nothing_is_lost_in_a_soak_of_them_all() throws Exception {
        Duration length = Duration.parse(System.getProperty("headgate.soak", "PT15S"));
        long seed = Long.getLong("headgate.soak.seed", 1);
        List<NetworkFault> faults = List.copyOf(EnumSet.allOf(NetworkFault.class));
        Random random = new Random(seed);
        Instant end = Instant.now().plus(length);
        int strikes = 0;
        LOG.warn("soak of {} begins; the same again with -Dheadgate.soak.seed={}", length, seed);
        try (FaultRun run = run("soak")) {
            run.join();
            run.join();
            do {
                run.produce(200);
                NetworkFault fault = faults.get(random.nextInt(faults.size()));
                fault.strike(proxy);
                strikes++;
            } while (Instant.now().isBefore(end));
            run.produce(500);
            LOG.warn("soak with seed {}: {} faults in {}", seed, strikes, length);
            run.thenNothingIsLost();
        }
    }
}
