package dev.headgate.audit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.app.KafkaErrors;
import dev.headgate.app.OwnDirectory;
import dev.headgate.app.Preflight;
import dev.headgate.app.UserError;
import dev.headgate.audit.Audit;
import dev.headgate.audit.AuditOptions;
import dev.headgate.audit.AuditRuntime;
import dev.headgate.internal.metrics.PartitionEnds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an audit is called in Kafka and where its state is on disk; removed without a trace if nobody asked for it to be
 * kept. Used by one thread.
 */
final class AuditResources {
    private static final Logger LOG = LoggerFactory.getLogger(AuditResources.class);
    private static final String NAME = "headgate-audit-";
    private static final int ANSWER_SECONDS = 10;

    /** An audit often comes right after a fault, when brokers are still busy with it. */
    private static final Duration BROKERS_WITHIN = Duration.ofSeconds(40);

    private final AuditPlan plan;
    private final String applicationId;
    private final Path directory;
    private final boolean passing;

    private AuditResources(AuditPlan plan, String applicationId, Path directory, boolean passing) {
        this.plan = plan;
        this.applicationId = applicationId;
        this.directory = directory;
        this.passing = passing;
    }

    /** What is audited, with as many partitions as the widest of the topics. */
    static AuditOptions sized(AuditPlan plan) throws InterruptedException {
        List<TopicDescription> found = new Preflight(plan.kafka(), BROKERS_WITHIN)
                .check(topics(plan.options().build()));
        int widest = found.stream()
                .mapToInt(topic -> topic.partitions().size())
                .max()
                .orElse(1);
        return plan.options().partitions(widest).build();
    }

    /** All topics by the option that names them. */
    static Map<String, List<String>> topics(AuditOptions options) {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        topics.put("--input", options.topics().inputs());
        topics.put("--output", options.topics().outputs());
        topics.put("--dead-letters", options.topics().deadLetters());
        return topics;
    }

    static AuditResources of(AuditPlan plan, AuditOptions options) throws InterruptedException {
        if (options.alarms().isPresent()) {
            new Preflight(plan.kafka(), BROKERS_WITHIN)
                    .check(Map.of("--alarms-topic", List.of(options.alarms().get())));
        }
        Optional<String> named = plan.instance().applicationId();
        boolean passing = named.isEmpty() && !plan.follows();
        String id = named.orElseGet(() -> NAME + (passing ? UUID.randomUUID() : fingerprint(options)));
        return new AuditResources(
                plan, id, plan.instance().stateDirectory().orElseGet(() -> temporary(passing)), passing);
    }

    private static Path temporary(boolean passing) {
        try {
            return passing
                    ? Files.createTempDirectory(NAME)
                    : OwnDirectory.at(Path.of(System.getProperty("java.io.tmpdir"), "headgate-audit"));
        } catch (IOException e) {
            throw new UserError("no temporary directory can be made: " + e + "; name one with --state-dir", e);
        }
    }

    /** The same for the same topics, so that a restart finds its state. */
    private static UUID fingerprint(AuditOptions options) {
        String text = topics(options) + " " + options.run().orElse("");
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8));
    }

    String applicationId() {
        return applicationId;
    }

    Audit open(AuditOptions options) throws IOException {
        AuditInstanceOptions instance = plan.instance();
        return Audit.start(
                options,
                new AuditRuntime(
                        applicationId,
                        plan.kafka(),
                        instance.threads(),
                        instance.standbys(),
                        directory,
                        instance.host(),
                        instance.port()));
    }

    /** Says in one line why the audit ended. */
    UserError explain(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof MissingSourceTopicException) {
                return new UserError("a topic that is audited was deleted; the audit can't go on", failure);
            }
            if (each instanceof StreamsException
                    && String.valueOf(each.getMessage()).contains("state directory")) {
                return new UserError(
                        "--state-dir " + directory + " can't be used: " + KafkaErrors.oneLine(each)
                                + "; give each instance its own",
                        failure);
            }
        }
        return new KafkaErrors(plan.kafka()).explain(failure);
    }

    /** Deletes group, internal topics and files, if they were made for this one time. */
    void remove() {
        if (!passing) {
            return;
        }
        try (Admin admin = Admin.create(PartitionEnds.adminProperties(plan.kafka()))) {
            Set<String> own = admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(topic -> topic.startsWith(applicationId + "-"))
                    .collect(Collectors.toSet());
            admin.deleteTopics(own).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            admin.deleteConsumerGroups(Set.of(applicationId)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("topics or group of {} are left behind", applicationId, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (plan.instance().stateDirectory().isEmpty()) {
            deleteFiles();
        }
    }

    private void deleteFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} is left behind", directory, e);
        }
    }
}
