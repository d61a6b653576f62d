package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in changes while work goes on. */
@Tag("broker")
@Timeout(150)
class CredentialFaultsTest {
    private static final int RECORDS = 20_000;
    private static final String JAAS =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"ann\" password=\"canary-7\";";

    @TempDir
    private Path directory;

    private static void alter(BrokerView outside, UserScramCredentialAlteration alteration)
            throws ExecutionException, InterruptedException {
        outside.admin(admin ->
                admin.alterUserScramCredentials(List.of(alteration)).all().get());
    }

    private static void grant(BrokerView outside) throws ExecutionException, InterruptedException {
        alter(
                outside,
                new UserScramCredentialUpsertion(
                        "ann", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), "canary-7"));
    }

    /** Whether a client with these properties is refused at the door. */
    private static boolean refused(Map<String, Object> access, Class<? extends Exception> why) {
        try {
            return new BrokerView(access, "orders").ends().isEmpty();
        } catch (ExecutionException e) {
            return why.isInstance(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void credentials_revoked_under_load_stop_it_with_one_line_and_restored_it_goes_on_where_it_was() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder()
                .login("root", "other")
                // A session of a login ends, so that a revoked one is noticed without a new connection (KIP-368).
                .property("connections.max.reauth.ms", "2000")
                .start()) {
            kafka.createTopic("orders", 4);
            Map<String, Object> ann = new HashMap<>(kafka.clientProperties());
            ann.putAll(Map.of("sasl.mechanism", "SCRAM-SHA-512", "sasl.jaas.config", JAAS));
            try (FaultRun run =
                    FaultRun.given(kafka.clientProperties(), "orders").with(builder -> builder.handlerRate(2_000))) {
                ann.forEach(run::withClient);
                grant(run.outside);
                Headgate member = run.produce(RECORDS).join();
                run.awaitDelivered(500);
                alter(run.outside, new UserScramCredentialDeletion("ann", ScramMechanism.SCRAM_SHA_512));
                FaultRun.awaitThat("ann is refused", () -> refused(ann, AuthenticationException.class));
                run.thenHalts(member, "AuthenticationException");
                assertThat(member.snapshot().lastError().orElse("")).doesNotContain("canary");
                assertThat(run.deliveries.distinct())
                        .as("it fell into the work")
                        .isLessThan(RECORDS);
                assertThat(run.committed()).isLessThanOrEqualTo(run.deliveries.distinct());
                grant(run.outside);
                run.join();
                run.thenNothingIsLost();
            }
        }
    }

    @Test
    void a_certificate_that_expires_stops_no_connection_but_new_ones_and_renewed_all_goes_on() throws Exception {
        Certificates authority = new Certificates(directory);
        Path current = authority.broker("short", Duration.ofSeconds(20));
        Path renewed = authority.broker("renewed", Duration.ofDays(1));
        try (TcpProxy proxy = new TcpProxy();
                LocalKafka kafka = LocalKafka.builder()
                        .tls(current, Certificates.PASSWORD)
                        .advertisedPorts(List.of(proxy.port()))
                        .start()) {
            proxy.target(kafka.bootstrapServers());
            kafka.createTopic("orders", 4);
            Map<String, Object> client = new HashMap<>(kafka.clientProperties());
            client.put("ssl.truststore.location", authority.trusted().toString());
            // The broker's own store has its certificate as trusted: by it, expired or not, the broker can be mended.
            try (FaultRun run =
                    FaultRun.given(kafka.clientProperties(), "orders").with(builder -> builder.handlerRate(500))) {
                client.forEach(run::withClient);
                Headgate member = run.produce(RECORDS).join();
                run.awaitDelivered(100);
                FaultRun.awaitThat("expired", () -> refused(client, SslAuthenticationException.class));
                int then = run.deliveries.distinct();
                run.awaitDelivered(then + 500);
                assertThat(then).as("it fell into the work").isLessThan(RECORDS - 500);
                proxy.resetAll();
                run.thenHalts(member, "SslAuthenticationException");
                assertThat(run.committed()).isLessThanOrEqualTo(run.deliveries.distinct());
                renew(run.outside, renewed);
                FaultRun.awaitThat("renewed", () -> !refused(client, SslAuthenticationException.class));
                run.with(builder -> builder.handlerRate(0)).join();
                run.thenNothingIsLost();
            }
        }
    }

    private static void renew(BrokerView outside, Path store)
            throws ExecutionException, InterruptedException, IOException {
        outside.admin(admin -> admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.BROKER, "1"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("listener.name.plaintext.ssl.keystore.location", store.toString()),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get());
    }
}
