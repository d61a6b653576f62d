package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.admin.Commands;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OperatorCommandsTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final Commands commands =
            new OperatorCommands(new EngineSlot(), Map.of("bootstrap.servers", "no-port-given", "group.id", "g"));

    @Test
    void before_the_engine_exists_every_command_is_refused() {
        List<ThrowingCallable> all = List.of(
                () -> commands.pause(true),
                () -> commands.pause(false),
                () -> commands.pause(PARTITION, true),
                () -> commands.pause(PARTITION, false),
                commands::drain,
                () -> commands.seek(PARTITION, 5));
        for (ThrowingCallable command : all) {
            assertThatThrownBy(command)
                    .isInstanceOf(Commands.Refused.class)
                    .hasMessage("the engine has not started yet; try again");
        }
    }

    @Test
    void a_seek_to_a_time_without_a_client_to_ask_through_is_refused_in_one_line() {
        assertThatThrownBy(() -> commands.seek(PARTITION, Instant.EPOCH))
                .isInstanceOf(Commands.Refused.class)
                .hasMessageContaining("the brokers don't say where 1970-01-01T00:00:00Z is in orders-0")
                .hasMessageContaining("no-port-given")
                .hasMessageNotContaining("\n");
    }
}
