package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.internal.sink.ProducerProperties;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ProducerPropertiesTest {
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", "a:1");

    @Test
    void the_producer_is_idempotent_and_never_gives_up() {
        assertThat(ProducerProperties.of(KAFKA, Map.of(), "sink"))
                .containsEntry("enable.idempotence", true)
                .containsEntry("acks", "all")
                .containsEntry("delivery.timeout.ms", Integer.MAX_VALUE)
                .containsEntry("max.block.ms", 5_000)
                .containsEntry("client.id", "headgate-sink");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acks", "enable.idempotence", "delivery.timeout.ms", "retries", "transactional.id"})
    void a_property_the_sink_owns_is_refused_with_the_reason(String owned) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ProducerProperties.of(Map.of("bootstrap.servers", "a:1", owned, "1"), Map.of(), "sink"))
                .withMessageStartingWith("the Kafka property " + owned + " can't be set: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProducerProperties.of(KAFKA, Map.of(owned, "1"), "sink"))
                .withMessageStartingWith("the producer property " + owned + " can't be set: ");
    }

    @Test
    void what_only_a_consumer_understands_is_left_out_and_what_kafka_does_not_know_is_kept() {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                "a:1",
                "group.id",
                "g",
                "interceptor.classes",
                "x.ForConsumers",
                "login.plugin",
                "1");

        assertThat(ProducerProperties.of(kafka, Map.of(), "sink"))
                .doesNotContainKeys("group.id", "interceptor.classes")
                .containsEntry("login.plugin", "1");
    }

    @Test
    void a_property_of_this_producer_alone_wins() {
        assertThat(ProducerProperties.of(KAFKA, Map.of("bootstrap.servers", "b:2", "linger.ms", "50"), "sink"))
                .containsEntry("bootstrap.servers", "b:2")
                .containsEntry("linger.ms", "50");
    }

    @Test
    void a_cluster_has_to_be_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProducerProperties.of(Map.of(), Map.of(), "sink"))
                .withMessage("the Kafka property bootstrap.servers is missing");
    }
}
