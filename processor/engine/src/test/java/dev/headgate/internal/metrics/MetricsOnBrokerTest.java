package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.RecordHandler;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PauseReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(120)
class MetricsOnBrokerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch open = new CountDownLatch(1);

    private Headgate start(
            String topic,
            Map<String, String> more,
            InitialOffset initial,
            RecordHandler<byte[], byte[], byte[]> handler) {
        Map<String, Object> kafka = TestKafka.consumer(topic);
        kafka.putAll(more);
        return Headgate.builder()
                .kafka(kafka)
                .topics(topic)
                .queueCapacity(100)
                .initialOffset(initial)
                .lagInterval(Duration.ofMillis(100))
                .commit(new CommitOptions(Duration.ofMillis(50), 1_000, Duration.ofSeconds(10)))
                .meterRegistry(registry)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink((_, _) -> Ack.now())
                .start();
    }

    private Headgate startHeldUp(String topic) {
        return start(topic, Map.of(), InitialOffset.EARLIEST, (record, _) -> {
            open.await();
            return record.value();
        });
    }

    private Headgate startFree(String topic, Map<String, String> more) {
        return start(topic, more, InitialOffset.EARLIEST, (record, _) -> record.value());
    }

    private static void awaitLag(Headgate headgate, long records) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(headgate.lag())
                        .matches(lag ->
                                lag.epochMillis() > 0 && !lag.partitions().isEmpty())
                        .extracting(LagSnapshot::totalRecords)
                        .isEqualTo(records));
    }

    private static PartitionLag only(Headgate headgate) {
        return headgate.lag().partitions().getFirst();
    }

    @Test
    void the_lag_grows_while_a_full_queue_keeps_everything_paused() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 500, 10);
        try (Headgate headgate = startHeldUp(topic)) {
            await().atMost(SOON).until(() -> headgate.snapshot().pauseReason() == PauseReason.QUEUE);
            awaitLag(headgate, 500);
            long before = only(headgate).lagMs().orElseThrow();
            TestKafka.produce(topic, 250, 10);
            awaitLag(headgate, 750);
            await().atMost(SOON).until(() -> only(headgate).lagMs().orElseThrow() > before);
            assertThat(only(headgate).estimated())
                    .as("its oldest record is in hand")
                    .isFalse();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(value("headgate_partition_lag_records")).isEqualTo(750));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(value("headgate_partition_paused_time_seconds_total", "queue"))
                            .isPositive());
            open.countDown();
            awaitLag(headgate, 0);
            assertThat(only(headgate).lagMs()).hasValue(0);
        }
    }

    @Test
    void behind_transactions_and_aborts_the_lag_ends_at_0() {
        String topic = TestKafka.newTopic(1);
        try (Headgate headgate = startFree(topic, Map.of("isolation.level", "read_committed"));
                Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            for (int i = 0; i < 10; i++) {
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>(topic, TestKafka.bytes("k"), TestKafka.bytes("v" + i)));
                producer.flush();
                if (i % 3 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
            await().atMost(SOON)
                    .until(() -> headgate.snapshot().counters().records().acked() == 6);
            await().atMost(SOON)
                    .until(() -> headgate.lag().partitions().stream().anyMatch(lag -> lag.endOffset() == 20));
            awaitLag(headgate, 0);
            assertThat(only(headgate).committed())
                    .as("10 records and 10 markers")
                    .isEqualTo(20);
        }
    }

    @Test
    void lag_is_clamped_at_the_start_of_the_log() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 300, 1);
        try (Headgate headgate = startHeldUp(topic)) {
            awaitLag(headgate, 300);
            try (Admin admin = TestKafka.admin()) {
                admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(280)))
                        .all()
                        .get(10, TimeUnit.SECONDS);
            }
            awaitLag(headgate, 20);
            open.countDown();
        }
    }

    @Test
    void who_begins_at_the_end_has_no_lag_before_the_first_record() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 300, 1);
        try (Headgate headgate = start(topic, Map.of(), InitialOffset.LATEST, (record, _) -> record.value())) {
            await().atMost(SOON).until(() -> !headgate.lag().partitions().isEmpty());
            awaitLag(headgate, 0);
        }
    }

    @Test
    void the_series_of_partitions_go_with_them_and_come_with_their_new_owner() {
        String topic = TestKafka.newTopic(4);
        try (Headgate _ = startFree(topic, Map.of())) {
            await().atMost(SOON).until(() -> partitions().size() == 4);
            try (Headgate _ = startSecond(topic)) {
                await().atMost(SOON).until(() -> partitions().size() == 2);
                assertThat(value("headgate_rebalances_total", "revoked")).isPositive();
            }
            await().atMost(SOON).until(() -> partitions().size() == 4);
        }
        assertThat(registry.scrape()).doesNotContain("headgate_");
    }

    private static Headgate startSecond(String topic) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> record.value())
                .sink((_, _) -> Ack.now())
                .start();
    }

    @Test
    void a_scrape_shows_the_catalogue_and_no_other_metric_of_headgate() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 50, 5);
        try (Headgate headgate = startFree(topic, Map.of())) {
            awaitLag(headgate, 0);
            Set<MetricName> names = EnumSet.allOf(MetricName.class);
            names.remove(MetricName.BATCH_SIZE); // of batch handlers only
            names.removeAll(
                    Set.of(MetricName.REDRIVES, MetricName.REDRIVE_RUNNING)); // of the application, not the engine
            Set<String> expected =
                    names.stream().map(MetricTable::prometheus).collect(Collectors.toCollection(TreeSet::new));
            await().atMost(SOON).untilAsserted(() -> assertThat(families()).isEqualTo(expected));
            assertThat(value("headgate_record_end_to_end_seconds_count")).isEqualTo(50);
            assertThat(value("headgate_commit_seconds_count", "confirmed")).isPositive();
            assertThat(registry.scrape().lines().filter(line -> line.startsWith("headgate_")))
                    .noneMatch(line -> line.endsWith("NaN"));
        }
    }

    private Set<String> families() {
        Set<String> families = new TreeSet<>();
        registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE headgate_"))
                .forEach(line -> families.add(line.split(" ", -1)[2]));
        return families;
    }

    private Set<String> partitions() {
        Set<String> lines = new TreeSet<>();
        registry.scrape()
                .lines()
                .filter(line -> line.startsWith("headgate_partition_in_flight_records{"))
                .forEach(lines::add);
        return lines;
    }

    /** The sum over the series of this name whose labels contain all of these values. */
    private double value(String name, String... labels) {
        List<String> lines = registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(label -> line.contains("\"" + label + "\"")))
                .toList();
        assertThat(lines).as(name).isNotEmpty();
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
