package dev.headgate.faults;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.sink.kafka.KafkaSinkProvider;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The Kafka sink in whatever mood the file in the option {@code mood} says: {@code slow}, {@code down}, or well. */
public final class MoodySinkProvider implements SinkProvider {
    /** The header with the id of the process that delivered, in decimal. */
    static final String MEMBER = "delivered-by";

    private static final byte[] BYTES =
            FaultRun.bytes(Long.toString(ProcessHandle.current().pid()));
    /** The mood in which no record is poison any more. */
    static final String MENDED = "mended";

    private static final Duration SLOW = Duration.ofMillis(200);

    @Override
    public String name() {
        return "moody";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        Map<String, String> rest = new HashMap<>(options);
        String mood = rest.remove("mood");
        if (mood == null) {
            throw new IllegalArgumentException("the option mood names no file");
        }
        return new Moody(new KafkaSinkProvider().create(rest, kafka), Path.of(mood));
    }

    private record Moody(Sink<Output> real, Path mood) implements Sink<Output> {
        @Override
        public CompletionStage<Ack> deliver(Output result, RecordContext context) throws Exception {
            switch (now()) {
                case "slow" -> {
                    shown();
                    Thread.sleep(SLOW);
                }
                case "down" -> {
                    shown();
                    throw new DownstreamUnavailableException("in a bad mood", Duration.ofMillis(300));
                }
                default -> {}
            }
            if (!now().equals(MENDED)
                    && result.value() != null
                    && Hostility.of(result.value()) == Hostility.POISON_FOR_THE_SERVER) {
                throw new SocketException("Connection reset");
            }
            result.headers().remove(MEMBER).add(MEMBER, BYTES);
            return real.deliver(result, context);
        }

        private String now() throws IOException {
            return Files.exists(mood) ? Files.readString(mood).strip() : "well";
        }

        /** Tells the test that the mood was felt. */
        private void shown() throws IOException {
            Path felt = mood.resolveSibling(mood.getFileName() + ".felt");
            if (!Files.exists(felt)) {
                Files.writeString(felt, "felt");
            }
        }

        @Override
        public boolean keepsOrder() {
            return real.keepsOrder();
        }

        @Override
        public boolean boundsDelivery() {
            return real.boundsDelivery();
        }

        @Override
        public void flush() {
            real.flush();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** Sets the mood, and forgets whether an earlier one was felt. */
    static void set(Path mood, @Nullable String word) throws IOException {
        if (word == null) {
            Files.deleteIfExists(mood);
        } else {
            Files.deleteIfExists(mood.resolveSibling(mood.getFileName() + ".felt"));
            // Moved into place, so that no reader sees half of it.
            Path made = Files.writeString(mood.resolveSibling(mood.getFileName() + ".new"), word);
            Files.move(made, mood, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    static boolean felt(Path mood) {
        return Files.exists(mood.resolveSibling(mood.getFileName() + ".felt"));
    }
}
