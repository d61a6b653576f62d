package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.config.Guarantee;
import dev.headgate.sim.Rate;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that this package does to processors, brokers, the network and the sink, mixed by a seed, while the simulator
 * sends; the audit says what became of each record. For an hour: {@code ./headgate soak PT1H 7}.
 */
@Tag("broker")
@Tag("process")
class SoakTest {
    private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);
    private static final int RATE = 300;

    /** The one guarantee that is asked for; empty for both, one after the other. */
    private static final String GUARANTEES = System.getProperty("headgate.soak.guarantee", "")
            .toUpperCase(Locale.ROOT)
            .replace('-', '_');

    @TempDir
    private Path directory;

    private final Duration length = Duration.parse(System.getProperty("headgate.soak", "PT90S"));
    private final long seed = Long.getLong("headgate.soak.seed", 1);

    private static Simulator load(String bootstrap) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "delivery.timeout.ms", 120_000, "linger.ms", 5);
        return new Simulator(
                SimOptions.builder(Soak.INPUT)
                        .rate(Rate.perSecond(RATE))
                        .keys(500)
                        .flushTimeout(Duration.ofMinutes(2))
                        .build(),
                () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(10_800)
    void whatever_befalls_them_nothing_is_lost_and_repeats_are_of_what_was_not_committed(Guarantee guarantee)
            throws Exception {
        assumeTrue(GUARANTEES.isEmpty() || GUARANTEES.equals(guarantee.name()), "not asked for");
        LOG.warn("soak of {} with {} begins; the same again with -Dheadgate.soak.seed={}", length, guarantee, seed);
        try (Soak soak = new Soak(directory, new Random(seed), guarantee);
                CommitHistory history = new CommitHistory(soak.bootstrap(), Soak.INPUT);
                Simulator load = load(soak.bootstrap())) {
            load.start();
            Map<String, Integer> strikes = strike(soak);
            load.stop();
            soak.mendTheServer();
            SimReport sent = load.await(Duration.ofMinutes(3));
            Map<?, Long> ends = soak.group.ends();
            FaultRun.awaitThat(
                    "lag 0",
                    inProportion(Duration.ofMinutes(1)),
                    () -> committed(soak).equals(ends));
            soak.end();
            assertThat(soak.errors()).isEmpty();
            assertThat(history.setBack()).as("committed offsets set back").isEmpty();
            String verdict = audit(soak, guarantee);
            LOG.warn("soak with seed {}, {}: {} in {}\n{}", seed, guarantee, strikes, length, verdict);
            Map<Hostility, Integer> hostile = new HostileRecords(soak, guarantee).judge();
            LOG.warn(
                    "{} records, of which as dead letters: {}",
                    ends.values().stream().mapToLong(Long::longValue).sum(),
                    hostile);
            if (guarantee == Guarantee.AT_LEAST_ONCE) {
                repeatsAreOfWhatWasNotCommitted(soak, history);
            }
            assertThat(hostile.keySet())
                    .as("what was hostile")
                    .containsAll(Arrays.stream(Hostility.values())
                            .filter(each -> each.isGivenUp(guarantee) && each != Hostility.POISON_FOR_THE_SERVER)
                            .toList());
            // What was due while brokers were away may never have been sent; the audit knows of each that was.
            assertThat(sent.records().failed())
                    .as("sends that failed: %s", sent.firstError())
                    .isZero();
        }
    }

    private static void repeatsAreOfWhatWasNotCommitted(Soak soak, CommitHistory history) throws Exception {
        List<String> illegal = new ArrayList<>();
        Ownerships ownerships = soak.ownerships();
        int repeats = repeats(soak, history, ownerships, illegal);
        LOG.warn(
                "{} repeats, {} illegal deliveries; {} assignments of a partition, {} samples",
                repeats,
                illegal.size(),
                ownerships.count(),
                history.size());
        assertThat(illegal).isEmpty();
    }

    private Map<String, Integer> strike(Soak soak) throws Exception {
        Map<String, Integer> strikes = new TreeMap<>();
        Instant end = Instant.now().plus(length);
        while (Instant.now().isBefore(end)) {
            long from = System.currentTimeMillis();
            String what = soak.strike();
            LOG.warn("{} ms: {}; {}", System.currentTimeMillis() - from, what, progress(soak));
            strikes.merge(what, 1, Integer::sum);
        }
        return strikes;
    }

    private static String progress(Soak soak) {
        try {
            return "committed " + soak.group.total() + " of "
                    + soak.group.ends().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
        } catch (Exception e) {
            return "nobody says how far it has come: " + e.getMessage();
        }
    }

    private static Map<?, Long> committed(Soak soak) {
        try {
            return soak.group.committed();
        } catch (Exception e) {
            return Map.of();
        }
    }

    /** The machine may have much else to do, and what is left to do grows with the time that there was. */
    private Duration inProportion(Duration least) {
        return least.plus(length.dividedBy(2));
    }

    /** By a process of its own, as a user would ask; it exits with 1 for what may not be. */
    private String audit(Soak soak, Guarantee guarantee) {
        try (ProcessorProcess audit = ProcessorProcess.command(
                directory.resolve("audit.log"),
                List.of(
                        "audit",
                        "--bootstrap-server=" + soak.bootstrap(),
                        "--input=" + Soak.INPUT,
                        "--output=" + Soak.OUTPUT,
                        "--dead-letters=" + Soak.DEAD,
                        "--until-idle=3s",
                        "--exit-nonzero-on=loss,reorder,corrupt"
                                + (guarantee == Guarantee.EXACTLY_ONCE ? ",duplicate" : "")))) {
            assertThat(audit.awaitExit(inProportion(Duration.ofMinutes(10))))
                    .as(audit.log())
                    .isZero();
            return audit.log();
        }
    }

    /** A record's stamp is in its headers, so key and headers together say which record of the input it is. */
    private static String identity(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder all = new StringBuilder(64).append(Arrays.hashCode(record.key()));
        for (Header header : record.headers()) {
            if (!header.key().equals(MoodySinkProvider.MEMBER)) {
                all.append(' ')
                        .append(header.key())
                        .append('=')
                        .append(HexFormat.of().formatHex(header.value()));
            }
        }
        return all.toString();
    }

    /** Counts the repeats; illegal is a delivery of what was settled when its ownership began, or a second one within it. */
    private static int repeats(Soak soak, CommitHistory history, Ownerships ownerships, List<String> illegal)
            throws Exception {
        Map<String, ConsumerRecord<byte[], byte[]>> input = new HashMap<>();
        soak.group.read("read_uncommitted").forEach(record -> input.put(identity(record), record));
        Map<String, Set<String>> seen = new HashMap<>();
        int deliveries = 0;
        for (ConsumerRecord<byte[], byte[]> copy :
                new BrokerView(soak.group.access(), Soak.OUTPUT).read("read_uncommitted")) {
            deliveries++;
            ConsumerRecord<byte[], byte[]> source = input.get(identity(copy));
            if (source == null) {
                throw new AssertionError("delivered, but never sent: " + identity(copy));
            }
            long member = Long.parseLong(TestKafka.text(
                    copy.headers().lastHeader(MoodySinkProvider.MEMBER).value()));
            long begin = ownerships.begin(member, source.partition(), copy.timestamp());
            String what = source.partition() + "@" + source.offset() + " at " + copy.timestamp() + " by " + member
                    + ", owner since " + begin;
            if (history.settled(source.partition(), source.offset(), begin)) {
                illegal.add(what + ": was committed or marked as done by then");
            }
            if (!seen.computeIfAbsent(identity(copy), _ -> new HashSet<>()).add(member + "@" + begin)) {
                illegal.add(what + ": twice by one owner");
            }
        }
        return deliveries - seen.size();
    }
}
