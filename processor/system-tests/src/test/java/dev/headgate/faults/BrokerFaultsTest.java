package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.localkafka.LocalKafkaCluster;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Three brokers in processes of their own that are killed, frozen and restarted. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(200)
class BrokerFaultsTest {
    private static final int NODES = 3;
    private static final int RECORDS = 4_000;

    private final ProxiedCluster proxied = ProxiedCluster.start(NODES);
    private final LocalKafkaCluster cluster = proxied.cluster();

    @AfterAll
    void stop() throws IOException {
        proxied.close();
    }

    /** What is done to the brokers while work goes on. */
    private interface Fault {
        void strike(FaultRun run) throws Exception;
    }

    private void nothingIsLostUnder(String topic, Fault fault) throws Exception {
        cluster.createTopic(topic, 6);
        try (FaultRun run =
                FaultRun.given(cluster.bootstrapServers(), topic).with(builder -> builder.handlerRate(1_000))) {
            run.produce(RECORDS).join();
            run.awaitDelivered(200);
            fault.strike(run);
            run.produce(200);
            run.thenNothingIsLost();
        }
    }

    /** As a broker that is not cut off says. */
    private static int leader(FaultRun run, TopicPartition partition) {
        try {
            return run.outside.leader(partition.partition());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitMoved(String what, int from, Supplier<Integer> now) {
        FaultRun.awaitThat(what, () -> {
            try {
                return now.get() != from;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    private interface Place {
        int of(FaultRun run) throws ExecutionException, InterruptedException;
    }

    private static Supplier<Integer> place(FaultRun run, Place place) {
        return () -> {
            try {
                int id = place.of(run);
                if (id == Node.noNode().id()) {
                    throw new IllegalStateException("nobody");
                }
                return id;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void a_leader_is_killed() throws Exception {
        nothingIsLostUnder("leader-killed", run -> {
            int node = run.outside.leader(0);
            cluster.kill(node);
            assertThat(cluster.isRunning(node)).isFalse();
            awaitMoved("another leads", node, place(run, each -> each.outside.leader(0)));
            cluster.start(node);
        });
    }

    @Test
    void the_coordinator_is_killed() throws Exception {
        nothingIsLostUnder("coordinator-killed", run -> {
            int node = run.outside.coordinator();
            cluster.kill(node);
            assertThat(cluster.isRunning(node)).isFalse();
            awaitMoved("another coordinates", node, place(run, each -> each.outside.coordinator()));
            cluster.start(node);
        });
    }

    @Test
    void a_broker_freezes_until_another_leads() throws Exception {
        nothingIsLostUnder("broker-frozen", run -> {
            int node = run.outside.leader(0);
            cluster.pause(node);
            try {
                awaitMoved("another leads", node, place(run, each -> each.outside.leader(0)));
            } finally {
                cluster.resume(node);
            }
        });
    }

    @Test
    void the_brokers_are_restarted_one_after_another() throws Exception {
        nothingIsLostUnder("rolling", run -> {
            for (int node = 1; node <= NODES; node++) {
                long before = cluster.pid(node);
                cluster.stop(node);
                cluster.start(node);
                assertThat(cluster.pid(node)).isNotEqualTo(before);
            }
        });
    }

    @Test
    void all_brokers_freeze_and_come_back() throws Exception {
        nothingIsLostUnder("all-frozen", run -> {
            for (int node = 1; node <= NODES; node++) {
                cluster.pause(node);
            }
            try {
                assertThat(run.deliveries.distinct())
                        .as("it falls into the work")
                        .isLessThan(RECORDS);
                assertThatThrownBy(run.outside::committed)
                        .as("nobody answers")
                        .hasCauseInstanceOf(TimeoutException.class);
            } finally {
                for (int node = 1; node <= NODES; node++) {
                    cluster.resume(node);
                }
            }
        });
    }

    @Test
    void all_brokers_are_killed_and_come_back() throws Exception {
        nothingIsLostUnder("all-killed", run -> {
            for (int node = 1; node <= NODES; node++) {
                cluster.kill(node);
                assertThat(cluster.isRunning(node)).isFalse();
            }
            assertThat(run.deliveries.distinct()).as("it falls into the work").isLessThan(RECORDS);
            assertThatThrownBy(run.outside::committed).as("nobody answers").hasCauseInstanceOf(TimeoutException.class);
            cluster.startAll();
        });
    }

    @Test
    void one_broker_of_three_is_cut_off_from_the_clients_while_the_others_see_it() throws Exception {
        nothingIsLostUnder("one-cut-off", run -> {
            int coordinator = run.outside.coordinator();
            List<TopicPartition> elsewhere = run.outside.partitions().stream()
                    .filter(partition -> leader(run, partition) != coordinator)
                    .toList();
            TcpProxy proxy = proxied.proxy(coordinator);
            int before = proxy.accepted();
            proxy.blackHole(EnumSet.allOf(TcpProxy.Direction.class));
            try {
                FaultRun.awaitThat("clients make new connections in vain", () -> proxy.accepted() >= before + 2);
                assertThat(elsewhere)
                        .as("the others lead what they led: no failover has hidden the fault")
                        .isNotEmpty()
                        .allMatch(partition -> leader(run, partition) != coordinator);
            } finally {
                proxy.heal();
            }
            assertThat(run.outside.coordinator())
                    .as("it is the coordinator still")
                    .isEqualTo(coordinator);
        });
    }
}
