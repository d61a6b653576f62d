package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which threads an engine has by the time that its start returns, as the JDK's flight recorder saw them begin. */
@Tag("broker")
@Timeout(60)
class EngineThreadsTest {
    private static final String VIRTUAL = "jdk.VirtualThreadStart";
    private static final String PLATFORM = "jdk.ThreadStart";

    @TempDir
    private Path folder;

    @Test
    void the_timer_and_the_carriers_are_there_before_the_first_record() throws Exception {
        String topic = TestKafka.newTopic(1);
        try (Recording recording = new Recording()) {
            recording.enable(VIRTUAL);
            recording.enable(PLATFORM);
            recording.start();
            try (Headgate _ = Headgate.builder()
                    .kafka(Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", topic))
                    .topics(topic)
                    .handler(new StringDeserializer(), new StringDeserializer(), (record, context) -> record.value())
                    .sink(Sink.none())
                    .start()) {
                recording.stop();
            }
            assertThat(begun(recording, PLATFORM)).contains("headgate-timer");
            assertThat(begun(recording, VIRTUAL))
                    .filteredOn("headgate-ready"::equals)
                    .hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    private List<String> begun(Recording recording, String event) throws IOException {
        Path file = folder.resolve(event + ".jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(each -> each.getEventType().getName().equals(event))
                .map(RecordedEvent::getThread)
                .filter(Objects::nonNull)
                .map(thread -> String.valueOf(thread.getJavaName()))
                .toList();
    }
}
