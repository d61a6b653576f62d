package dev.headgate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SourcePartitionTest {
    private final SourcePartition source = new SourcePartition(new TopicPartition("orders", 3), 7);

    @Test
    void is_owned_until_it_is_revoked() {
        assertThat(source.isOwned()).isTrue();
        assertThat(source.isGone()).isFalse();
        source.revoke();
        assertThat(source.isOwned()).isFalse();
        assertThat(source.isGone()).as("what runs may still end").isFalse();
    }

    @Test
    void a_lost_one_never_comes_back() {
        source.lose();
        source.revoke();
        assertThat(source.isGone()).isTrue();
        assertThat(source.isOwned()).isFalse();
    }

    @Test
    void two_ownerships_of_one_partition_are_not_equal() {
        assertThat(new SourcePartition(source.topicPartition(), 7)).isNotEqualTo(source);
    }

    @Test
    void names_the_partition_and_the_ownership() {
        assertThat(source).hasToString("orders-3 (epoch 7)");
    }
}
