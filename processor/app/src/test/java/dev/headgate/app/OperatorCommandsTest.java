package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.admin.Commands;
import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.config.LoadedConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OperatorCommandsTest {
    private static final RedriveRequest ALL = new RedriveRequest(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            OptionalInt.empty(),
            OptionalDouble.empty(),
            false,
            false);
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final LoadedConfig config = ConfigLoader.load(ConfigSources.of(
            Optional.empty(),
            Map.of(),
            new Properties(),
            Map.of("kafka.bootstrap.servers", "no-port-given", "kafka.group.id", "g")));
    private final Commands commands =
            new OperatorCommands(new EngineHolder(), config, new BackgroundRedrive(config.kafka()));

    @Test
    void before_the_engine_exists_every_command_is_refused() {
        List<ThrowingCallable> all = List.of(
                () -> commands.pause(true),
                () -> commands.pause(false),
                () -> commands.pause(PARTITION, true),
                () -> commands.pause(PARTITION, false),
                commands::drain,
                () -> commands.redrive(ALL),
                () -> commands.seek(PARTITION, 5),
                () -> commands.seek(PARTITION, Instant.EPOCH));
        for (ThrowingCallable command : all) {
            assertThatThrownBy(command)
                    .isInstanceOf(Commands.Refused.class)
                    .hasMessage("the engine has not started yet; try again");
        }
    }

    @Test
    void what_is_not_running_can_not_be_stopped() {
        assertThatThrownBy(commands::stopRedrive)
                .isInstanceOf(Commands.Refused.class)
                .hasMessage("no dead letters are being put back");
    }

    @Test
    void a_seek_to_a_time_without_a_client_to_ask_through_is_refused_in_one_line() {
        assertThatThrownBy(() -> new OffsetLookup(config.kafka()).firstSince(PARTITION, Instant.EPOCH))
                .isInstanceOf(Commands.Refused.class)
                .hasMessageContaining("the brokers don't say where 1970-01-01T00:00:00Z is in orders-0")
                .hasMessageContaining("no-port-given")
                .hasMessageNotContaining("\n");
    }
}
