package dev.headgate.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.sim.SimOptions;
import dev.headgate.sim.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TuiTest {

    @Test
    void it_gives_the_screen_back_once_however_often_it_is_closed() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        SimOptions options = SimOptions.builder("payments").build();
        try (PipedOutputStream keyboard = new PipedOutputStream();
                Simulator sim = new Simulator(
                        options,
                        () -> new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()))) {
            Terminal terminal = TerminalBuilder.builder()
                    .system(false)
                    .streams(new PipedInputStream(keyboard), screen)
                    .build();
            Tui tui = Tui.on(terminal, options, "rate 1000", sim);
            tui.close();
            tui.close();
        }
        assertThat(screen.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\u001b[?1049l");
    }
}
