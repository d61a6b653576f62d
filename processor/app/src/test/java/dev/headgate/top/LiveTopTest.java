package dev.headgate.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a terminal that is a pair of pipes. */
@Timeout(30)
class LiveTopTest {
    private static final String ENTER = "\u001b[?1049h";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String LEAVE = "\u001b[?1049l";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final OutputStream keyboard = new PipedOutputStream();
    private final StateClient client = new StateClient();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @SuppressWarnings("NullAway.Init") // before each test
    private Terminal terminal;

    @SuppressWarnings("NullAway.Init") // before each test
    private Attributes before;

    @SuppressWarnings("NullAway.Init") // before each test
    private CompletableFuture<Void> running;

    @BeforeEach
    void run_it_where_nobody_listens() throws IOException {
        terminal = TerminalBuilder.builder()
                .system(false)
                .type("xterm-256color")
                .encoding(UTF_8)
                .streams(new PipedInputStream((PipedOutputStream) keyboard), screen)
                .build();
        terminal.setSize((Sized) Size.of(80, 24));
        before = terminal.getAttributes();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Fleet fleet = new Fleet(List.of(URI.create("http://127.0.0.1:" + port)), client, InstantSource.system());
        // Not in the common pool, in which HttpClient completes what failed.
        running = CompletableFuture.runAsync(
                () -> {
                    try {
                        new LiveTop(terminal, fleet, true, InstantSource.system()).run(stopped::get);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                Thread::startVirtualThread);
        sees("gone since", "p sort: lag");
    }

    @AfterEach
    void stop() throws IOException {
        stopped.set(true);
        client.close();
        terminal.close();
    }

    private void sees(String... texts) {
        await().untilAsserted(() -> assertThat(screen.toString(UTF_8)).contains(texts));
    }

    private void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(UTF_8));
        keyboard.flush();
    }

    private void endsWithTheTerminalRestored() throws Exception {
        running.get(10, TimeUnit.SECONDS);
        assertThat(screen.toString(UTF_8)).containsSubsequence(ENTER, SHOW_CURSOR, LEAVE);
        assertThat(terminal.getAttributes().getLocalFlags()).isEqualTo(before.getLocalFlags());
    }

    @Test
    void q_ends_it_and_other_keys_do_what_they_say() throws Exception {
        type("p");
        sees("paused");
        type("\u001b[A\u001b[B\u001b[5~\u001b[6~xyz");
        type("p");
        sees("age");
        assertThat(running).isNotDone();
        type("q");
        endsWithTheTerminalRestored();
    }

    @Test
    void it_ends_when_it_is_told_to() throws Exception {
        stopped.set(true);
        endsWithTheTerminalRestored();
    }

    @Test
    void it_is_drawn_anew_in_another_size() throws Exception {
        screen.reset();
        terminal.setSize((Sized) Size.of(100, 30));
        sees("headgate top", "q quit");
        assertThat(running).isNotDone();
    }
}
