package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TransactionalIdTest {
    private static String id(Map<String, Object> kafka) {
        return (String) Objects.requireNonNull(TransactionalProperties.of(kafka, Map.of(), TransactionOptions.DEFAULT)
                .get("transactional.id"));
    }

    private static String id(String group, String instance) {
        return id(Map.of("bootstrap.servers", "localhost:1", "group.id", group, "group.instance.id", instance));
    }

    @Test
    void no_two_members_have_one_id_wherever_their_names_have_dashes() {
        assertThat(id("orders", "eu-0")).isNotEqualTo(id("orders-eu", "0"));
        assertThat(id("orders", "-0")).isNotEqualTo(id("orders-", "0"));
        assertThat(id("orders:eu", "0")).isNotEqualTo(id("orders", "eu-0"));
    }

    @Test
    void a_static_member_keeps_its_id_and_others_get_one_each_time() {
        assertThat(id("orders", "0")).isEqualTo(id("orders", "0"));
        Map<String, Object> dynamic = Map.of("bootstrap.servers", "localhost:1", "group.id", "orders");
        assertThat(id(dynamic)).isNotEqualTo(id(dynamic));
    }

    @Test
    void what_brokers_allow_by_prefix_is_the_group() {
        assertThat(id("orders", "eu-0")).startsWith("headgate-orders-");
        assertThat(id(Map.of("bootstrap.servers", "localhost:1", "group.id", "orders")))
                .startsWith("headgate-orders-");
    }
}
