package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user who may not do all that the processor has to: the start fails, and one line names what is not allowed. */
@Tag("broker")
@Timeout(120)
class AccessTest {
    private static final String PASSWORD = "letters";

    @SuppressWarnings("NullAway.Init") // before all tests
    private static LocalKafka kafka;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static Admin admin;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        kafka = LocalKafka.builder()
                .login("root", PASSWORD)
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("super.users", "User:root;User:ANONYMOUS")
                .start();
        admin = Admin.create(new HashMap<>(kafka.clientProperties()));
        for (String topic : List.of("orders", "invoices", "dead")) {
            kafka.createTopic(topic, 1);
        }
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    private static AclBinding may(String user, ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static Stream<AclBinding> all(String user) {
        return Stream.of(
                may(user, ResourceType.TOPIC, "orders", AclOperation.READ),
                may(user, ResourceType.GROUP, "billing", AclOperation.READ),
                may(user, ResourceType.TOPIC, "invoices", AclOperation.WRITE),
                may(user, ResourceType.TOPIC, "dead", AclOperation.WRITE));
    }

    /** A user with all that is needed but this. */
    private static void make(String user, String withoutResource) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), PASSWORD)))
                .all()
                .get(30, TimeUnit.SECONDS);
        admin.createAcls(all(user)
                        .filter(acl -> !acl.pattern().name().equals(withoutResource))
                        .toList())
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private CommandRun run(String user, String... more) throws IOException {
        Path login = Files.writeString(
                directory.resolve("login.properties"),
                "kafka.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + user + "\" password=\"" + PASSWORD + "\";");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--config=" + login,
                "--bootstrap-server=" + kafka.bootstrapServers(),
                "--group=billing",
                "--topic=orders",
                "--set=headgate.admin.enabled=false",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=invoices",
                "--set=headgate.failure.policy=dead-letter",
                "--set=headgate.dead-letter.topic=dead",
                "--set=kafka.security.protocol=SASL_PLAINTEXT",
                "--set=kafka.sasl.mechanism=SCRAM-SHA-512"));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void to_read_the_topic() throws Exception {
        make("ann", "orders");
        run("ann").failsWithOneLine("orders", "headgate.topics");
    }

    /** It may see it, which is all that can be looked at before the start. */
    @Test
    void to_read_a_topic_that_it_sees() throws Exception {
        make("eve", "orders");
        admin.createAcls(List.of(may("eve", ResourceType.TOPIC, "orders", AclOperation.DESCRIBE)))
                .all()
                .get(30, TimeUnit.SECONDS);
        run("eve").failsWithOneLine("headgate.topics", "orders", "Read");
    }

    @Test
    void to_read_the_group() throws Exception {
        make("ben", "billing");
        run("ben").failsWithOneLine("billing", "kafka.group.id");
    }

    @Test
    void to_write_the_sinks_topic() throws Exception {
        make("cem", "invoices");
        run("cem").failsWithOneLine("invoices", "headgate.sink.options.topic");
    }

    @Test
    void to_write_the_dead_letter_topic() throws Exception {
        make("dan", "dead");
        CommandRun run = run("dan").failsWithOneLine("dead", "headgate.dead-letter.topic");
        assertThat(run.err()).doesNotContain(PASSWORD);
    }
}
