package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.TestKafka;
import dev.headgate.config.Guarantee;
import dev.headgate.sink.kafka.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What became of the hostile records of a soak: each a dead letter as Kafka delivered it, for its own reason. */
final class HostileRecords {
    private static final String OURS = "headgate-dlq-";

    private final Soak soak;
    private final Guarantee guarantee;
    private final Map<String, ConsumerRecord<byte[], byte[]>> input = new HashMap<>();
    private final Map<Hostility, Integer> found = new EnumMap<>(Hostility.class);

    HostileRecords(Soak soak, Guarantee guarantee) throws ExecutionException, InterruptedException {
        this.soak = soak;
        this.guarantee = guarantee;
        soak.group.read("read_uncommitted").forEach(record -> input.put(place(record), record));
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.partition() + "@" + record.offset();
    }

    /** Judges the dead letters, and says how many there are of each kind. */
    Map<Hostility, Integer> judge() throws ExecutionException, InterruptedException {
        Map<String, Integer> times = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : read(Soak.DEAD)) {
            String place = header(letter, DeadLetterHeaders.PARTITION) + "@" + header(letter, DeadLetterHeaders.OFFSET);
            judge(place, Objects.requireNonNull(input.get(place), "no source of a dead letter of " + place), letter);
            times.merge(place, 1, Integer::sum);
        }
        input.forEach((place, record) -> {
            Hostility hostility = Hostility.of(record.value());
            int letters = times.getOrDefault(place, 0);
            boolean mendedInTime = hostility == Hostility.POISON_FOR_THE_SERVER && letters == 0;
            if (hostility.isGivenUp(guarantee) && !mendedInTime) {
                assertThat(letters)
                        .as("dead letters of %s (%s)", place, hostility)
                        .isPositive();
                found.merge(hostility, 1, Integer::sum);
            }
            if (guarantee == Guarantee.EXACTLY_ONCE) {
                assertThat(letters).as("dead letters of %s", place).isLessThanOrEqualTo(1);
            }
        });
        return found;
    }

    private void judge(String place, ConsumerRecord<byte[], byte[]> source, ConsumerRecord<byte[], byte[]> letter) {
        Hostility hostility = Hostility.of(source.value());
        String reason = header(letter, DeadLetterHeaders.EXCEPTION_CLASS);
        assertThat(hostility.isGivenUp(guarantee))
                .as("%s (%s) is a dead letter for %s", place, hostility, reason)
                .isTrue();
        assertThat(letter.value()).as("the value of %s", place).isEqualTo(source.value());
        assertThat(letter.key()).as("the key of %s", place).isEqualTo(source.key());
        assertThat(own(letter)).as("the headers of %s (%s)", place, hostility).isEqualTo(own(source));
        assertThat(reason).as("the reason of %s (%s)", place, hostility).matches(expected(hostility));
    }

    private static String expected(Hostility hostility) {
        return switch (hostility) {
            case DECODER_ERROR, DECODER_CHECKED -> ".*(Undecodable|StackOverflow|IOException).*";
            case HEADER_EATEN -> ".*IOException";
            case TOO_LARGE -> ".*(TooLarge|Rejected).*";
            default -> ".*";
        };
    }

    private static List<String> own(ConsumerRecord<byte[], byte[]> record) {
        List<String> own = new ArrayList<>();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(OURS)) {
                own.add(header.key() + "=" + Arrays.toString(header.value()));
            }
        }
        return own;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return TestKafka.text(record.headers().lastHeader(name).value());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) throws ExecutionException, InterruptedException {
        return new BrokerView(soak.group.access(), topic).read("read_committed");
    }
}
