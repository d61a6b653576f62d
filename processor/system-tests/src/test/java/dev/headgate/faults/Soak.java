package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.app.ProcessorProcess;
import dev.headgate.config.Guarantee;
import dev.headgate.localkafka.LocalKafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Three brokers and two processors, all processes, and what can befall them. Each strike returns once the fault has shown
 * itself and is healed. One thread.
 */
final class Soak implements AutoCloseable {
    static final String INPUT = "soak-in";
    static final String OUTPUT = "soak-out";
    static final String DEAD = "soak-dead";
    static final int PARTITIONS = 6;

    /** What befalls them. */
    enum Strike {
        PROCESSOR_KILLED,
        PROCESSOR_FROZEN,
        PROCESSOR_RESTARTED,
        MEMBER_JOINS_AND_LEAVES,
        BROKER_KILLED,
        BROKER_FROZEN,
        NETWORK,
        SINK_SLOW,
        SINK_DOWN;

        /** A sink with moods is none that takes part in transactions. */
        boolean isPossible(Guarantee guarantee) {
            return guarantee == Guarantee.AT_LEAST_ONCE || (this != SINK_SLOW && this != SINK_DOWN);
        }
    }

    private static final int NODES = 3;

    /** The exit code of an end with records in flight. */
    private static final int CUT = 3;

    private static final int MEMBERS = 2;

    final ProxiedCluster proxied = ProxiedCluster.start(NODES);
    final BrokerView group;
    private final LocalDateTime began = LocalDateTime.now(ZoneId.systemDefault());
    private final LocalKafkaCluster cluster = proxied.cluster();
    private final Path directory;
    private final Path mood;
    private final Random random;
    private final Guarantee guarantee;
    private final List<ProcessorProcess> members = new ArrayList<>();
    private final Map<Long, Path> logs = new LinkedHashMap<>();
    private int started;

    Soak(Path directory, Random random, Guarantee guarantee) {
        this.directory = directory;
        this.guarantee = guarantee;
        this.mood = directory.resolve("mood");
        this.random = random;
        this.group = new BrokerView(cluster.bootstrapServers(), INPUT);
        cluster.createTopic(INPUT, PARTITIONS, NODES);
        cluster.createTopic(OUTPUT, PARTITIONS, NODES);
        cluster.createTopic(DEAD, PARTITIONS, NODES);
        limitOutput();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member());
        }
        members.forEach(Soak::awaitAssigned);
        group.awaitMembers(MEMBERS);
    }

    String bootstrap() {
        return cluster.bootstrapServers();
    }

    private ProcessorProcess member() {
        started++;
        Path log = directory.resolve("member-" + started + ".log");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--bootstrap-server=" + cluster.bootstrapServers(),
                "--group=" + INPUT,
                "--topic=" + INPUT,
                "--set=headgate.admin.enabled=false",
                "--set=kafka.session.timeout.ms=3000",
                "--set=kafka.heartbeat.interval.ms=500",
                "--set=kafka.request.timeout.ms=3000",
                "--set=kafka.metadata.max.age.ms=2000",
                "--set=kafka.reconnect.backoff.max.ms=300",
                "--set=headgate.drain-timeout=10s",
                "--set=headgate.offsets.window=200",
                "--set=headgate.queue.capacity=600",
                "--set=headgate.handler.name=hostile",
                "--set=headgate.failure.policy=dead-letter",
                "--set=headgate.failure.undecodable=dead-letter",
                "--set=headgate.dead-letter.topic=" + DEAD,
                "--set=headgate.sink.options.timestamp=now",
                "--set=headgate.sink.options.topic=" + OUTPUT));
        arguments.addAll(
                guarantee == Guarantee.EXACTLY_ONCE
                        ? List.of(
                                "--set=headgate.guarantee=exactly-once",
                                "--set=headgate.sink.name=kafka",
                                "--set=headgate.sink.options.producer.compression.type=lz4")
                        : List.of("--set=headgate.sink.name=moody", "--set=headgate.sink.options.mood=" + mood));
        ProcessorProcess member = ProcessorProcess.command(log, arguments);
        logs.put(member.pid(), log);
        return member;
    }

    /** So that the brokers refuse what is too large: the client compresses, and so can't know. */
    private void limitOutput() {
        ConfigResource output = new ConfigResource(ConfigResource.Type.TOPIC, OUTPUT);
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(HostileHandlerProvider.TOO_LARGE / 2)),
                AlterConfigOp.OpType.SET);
        try {
            group.admin(admin -> admin.incrementalAlterConfigs(Map.of(output, List.of(limit)))
                    .all()
                    .get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void awaitAssigned(ProcessorProcess member) {
        FaultRun.awaitThat("it has work", () -> {
            assertThat(member.isAlive()).as(member.log()).isTrue();
            return member.log().contains("assigned [" + INPUT);
        });
    }

    private <E extends Enum<E>> E any(Class<E> of, Predicate<E> isPossible) {
        List<E> all = EnumSet.allOf(of).stream().filter(isPossible).toList();
        return all.get(random.nextInt(all.size()));
    }

    /** Strikes, and says with what. */
    String strike() throws Exception {
        Strike strike = any(Strike.class, each -> each.isPossible(guarantee));
        // Not before those of the last strike are gone from the group or back in it, so that a count of members says
        // something.
        group.awaitMembers(MEMBERS);
        return switch (strike) {
            case PROCESSOR_KILLED -> killed();
            case PROCESSOR_FROZEN -> frozen();
            case PROCESSOR_RESTARTED -> restarted();
            case MEMBER_JOINS_AND_LEAVES -> joinsAndLeaves();
            case BROKER_KILLED -> broker(true);
            case BROKER_FROZEN -> broker(false);
            case NETWORK -> network();
            case SINK_SLOW -> sink("slow");
            case SINK_DOWN -> sink("down");
        };
    }

    private String killed() throws InterruptedException {
        int which = random.nextInt(MEMBERS);
        members.get(which).kill();
        assertThat(members.get(which).isAlive()).isFalse();
        group.awaitMembers(MEMBERS - 1);
        members.set(which, member());
        awaitAssigned(members.get(which));
        return "processor killed";
    }

    private String frozen() throws IOException, InterruptedException {
        ProcessorProcess zombie = members.get(random.nextInt(MEMBERS));
        zombie.freeze();
        try {
            group.awaitMembers(MEMBERS - 1);
        } finally {
            zombie.thaw();
        }
        return "processor frozen";
    }

    private String restarted() {
        int which = random.nextInt(MEMBERS);
        endUnderLoad(members.get(which));
        members.set(which, member());
        awaitAssigned(members.get(which));
        return "processor restarted";
    }

    /**
     * With exactly-once the last transaction may have to be aborted, as for a refused record. With at-least-once a record on
     * which the server resets may be in flight, and nobody else comes any more to show whose fault that is.
     */
    private void endUnderLoad(ProcessorProcess member) {
        int code = member.terminate();
        if (code != 0) {
            String why =
                    guarantee == Guarantee.EXACTLY_ONCE ? "the transaction is aborted" : "come again after a restart";
            assertThat(code).as(member.log()).isEqualTo(CUT);
            assertThat(member.log()).contains(why, "in flight dropped");
        }
    }

    private String joinsAndLeaves() {
        try (ProcessorProcess guest = member()) {
            awaitAssigned(guest);
            endUnderLoad(guest);
        }
        return "member came and went";
    }

    private String broker(boolean kill) {
        int node = 1 + random.nextInt(NODES);
        // The only replica in sync would take its partitions with it, as it should: nobody else has all records.
        FaultRun.awaitThat("all replicas are in sync", this::isInSync);
        if (kill) {
            cluster.kill(node);
            assertThat(cluster.isRunning(node)).isFalse();
        } else {
            cluster.pause(node);
        }
        try {
            FaultRun.awaitThat("others lead what node " + node + " did", () -> !leads(node));
        } finally {
            if (kill) {
                cluster.start(node);
            } else {
                cluster.resume(node);
            }
        }
        return "broker " + node + (kill ? " killed" : " frozen");
    }

    private boolean isInSync() {
        List<TopicPartitionInfo> all = partitions(admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get());
        return !all.isEmpty()
                && all.stream()
                        .allMatch(each -> each.isr().size() == each.replicas().size());
    }

    private boolean leads(int node) {
        List<TopicPartitionInfo> all = partitions(_ -> Set.of(INPUT));
        return all.isEmpty()
                || all.stream()
                        .anyMatch(each -> each.leader() == null || each.leader().id() == node);
    }

    /** The partitions of these topics; none while no broker answers. */
    private List<TopicPartitionInfo> partitions(BrokerView.Question<Set<String>> topics) {
        try {
            return group
                    .admin(admin -> admin.describeTopics(topics.ask(admin))
                            .allTopicNames()
                            .get())
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .toList();
        } catch (ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private String network() throws ExecutionException, InterruptedException {
        NetworkFault fault = any(NetworkFault.class, _ -> true);
        // Commits go to the coordinator alone, and a broker that leads nothing hears of clients too seldom.
        int node = fault == NetworkFault.REPLY_TO_A_COMMIT_LOST
                ? group.coordinator()
                : group.leader(random.nextInt(PARTITIONS));
        TcpProxy proxy = proxied.proxy(node);
        FaultRun.awaitThat("clients are connected to broker " + node, () -> proxy.open() >= 2);
        fault.strike(proxy, guarantee);
        return "network of broker " + node + ": " + fault;
    }

    private String sink(String word) throws IOException, InterruptedException {
        MoodySinkProvider.set(mood, word);
        try {
            FaultRun.awaitThat("the mood was felt", () -> MoodySinkProvider.felt(mood));
            // Long enough for the queue to fill and the partitions to pause: a fault of this length, not a wait for
            // luck.
            Thread.sleep(2_000);
        } finally {
            MoodySinkProvider.set(mood, null);
        }
        return "sink " + word;
    }

    /** With nobody else to be tried, no record on which the server resets would be given up for hours. */
    void mendTheServer() throws IOException {
        MoodySinkProvider.set(mood, MoodySinkProvider.MENDED);
    }

    /** The members end in order, with 0. */
    void end() {
        for (ProcessorProcess member : members) {
            assertThat(member.terminate()).as(member.log()).isZero();
        }
    }

    /** Who owned what from when on, as the logs of all members say. */
    Ownerships ownerships() throws IOException {
        Ownerships all = new Ownerships(began);
        for (Map.Entry<Long, Path> log : logs.entrySet()) {
            all.read(log.getKey(), log.getValue());
        }
        return all;
    }

    /** The errors in the logs of all members, but for those of Kafka's client, which tells of every fault in its own words. */
    List<String> errors() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path log : logs.values()) {
            try (var lines = Files.lines(log)) {
                lines.filter(line -> line.contains(" ERROR ")
                                && !line.contains("[Consumer ")
                                && !line.contains("[Producer "))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        members.forEach(ProcessorProcess::close);
        proxied.close();
    }
}
