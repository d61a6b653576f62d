package dev.headgate.redrive;

import dev.headgate.internal.flow.RateLimit;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.redrive.RedriveStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts dead letters back, from where the group of re-drives has committed up to where the topic ended at the start. Offsets are
 * committed after the records were acknowledged, or with them in one transaction. Several at once share the partitions as any
 * consumer group does.
 *
 * <p>Made and run by one thread; {@link #status} and {@link #stop} are for any.
 */
public final class Redrive {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);

    private final Map<String, Object> kafka;
    private final RedriveOptions options;
    private final RedriveTally tally;
    private final Optional<RateLimit> rate;
    private final OffsetMapWriter maps = new OffsetMapWriter();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile RedriveStatus status;

    /** @param kafka the processor's client properties, with its group */
    public Redrive(Map<String, Object> kafka, RedriveOptions options) {
        this.kafka = Map.copyOf(kafka);
        this.options = options;
        this.tally = new RedriveTally(options);
        this.rate = options.rate() == 0
                ? Optional.empty()
                : Optional.of(new RateLimit(options.rate(), 1, System.nanoTime()));
        this.status = tally.status(State.RUNNING, 0, Optional.empty());
    }

    /** What becomes of one dead letter; without a way back it stays, or is done already. */
    private record Plan(
            TopicPartition at, long offset, Optional<RedriveOutcome> outcome, Optional<ParkedRecord> parked) {}

    /** How far it is; running, until {@link #run} has returned. Any thread; never blocks. */
    public RedriveStatus status() {
        return status;
    }

    /** Ends it after the records in hand. Any thread; returns at once. */
    public void stop() {
        stop.countDown();
    }

    /**
     * Does it.
     *
     * @return how it ended
     * @throws RedriveException if it can't go on; what was committed until then stays
     * @throws KafkaException if the brokers can't be reached, or refuse
     */
    public RedriveStatus run() throws RedriveException, InterruptedException {
        Consumer<byte[], byte[]> consumer = RedriveClients.consumer(kafka, options);
        try (KnownTopics topics = new KnownTopics(RedriveClients.admin(kafka))) {
            int partitions = required(topics, options.deadLetterTopic(), "dead-letter topic");
            requireTargets(topics);
            DeadLetterPartitions letters = new DeadLetterPartitions(consumer, options.deadLetterTopic(), partitions);
            letters.recall(RedriveClients.group(kafka), this::hasStopped);
            if (options.isDryRun()) {
                letters.assignAll();
                read(letters, topics, Optional.empty());
            } else {
                try (RedriveWriter writer = new RedriveWriter(
                        RedriveClients.producer(kafka, options.isExactlyOnce()), consumer, options.isExactlyOnce())) {
                    letters.join(changed -> commit(changed, writer));
                    read(letters, topics, Optional.of(writer));
                }
            }
            tally.requireKnownReasons();
            return tally.status(hasStopped() ? State.STOPPED : State.DONE, letters.remaining(), Optional.empty());
        } finally {
            consumer.close(CloseOptions.timeout(LEAVE_WITHIN));
        }
    }

    private int required(KnownTopics topics, String topic, String what) throws RedriveException, InterruptedException {
        return topics.partitions(topic)
                .orElseThrow(() -> new RedriveException("there is no topic '" + topic + "' at "
                        + kafka.get("bootstrap.servers") + " (the " + what + "); create it, or correct the name"));
    }

    /** Before anything is put back: what can't be noted may be put back twice. */
    private void requireTargets(KnownTopics topics) throws RedriveException, InterruptedException {
        if (options.to().isPresent()) {
            String to = options.to().get();
            required(topics, to, "target topic");
            if (topics.isInternal(to)) {
                throw new RedriveException("the target topic '" + to + "' holds the brokers' own state; name another");
            }
        }
        if (!options.isDryRun() && !topics.isWritable(options.deadLetterTopic())) {
            throw new RedriveException("the principal may not write to the dead-letter topic '"
                    + options.deadLetterTopic()
                    + "', where a re-drive notes what it has put back, since the group's offsets expire; allow"
                    + " Write on it");
        }
    }

    private boolean hasStopped() {
        return stop.getCount() == 0;
    }

    private void read(DeadLetterPartitions letters, KnownTopics topics, Optional<RedriveWriter> writer)
            throws RedriveException, InterruptedException {
        while (!hasStopped() && !tally.isAtLimit() && !letters.areRead()) {
            List<Plan> plans = plan(letters, letters.poll(POLL), topics);
            put(letters, plans, topics, writer);
            letters.settle();
            if (writer.isPresent()) {
                requireRoom(commit(letters.changed(), writer.get()));
            }
            status = tally.status(State.RUNNING, letters.remaining(), Optional.empty());
        }
    }

    private List<Plan> plan(DeadLetterPartitions letters, ConsumerRecords<byte[], byte[]> polled, KnownTopics topics)
            throws RedriveException, InterruptedException {
        List<Plan> plans = new ArrayList<>();
        long room = tally.room();
        for (ConsumerRecord<byte[], byte[]> letter : polled) {
            TopicPartition at = new TopicPartition(letter.topic(), letter.partition());
            if (!letters.isWanted(at, letter.offset())) {
                continue;
            }
            if (letters.isDone(at, letter.offset()) || RedriveNote.isNote(letter)) {
                plans.add(new Plan(at, letter.offset(), Optional.empty(), Optional.empty()));
                continue;
            }
            Plan plan = plan(at, letter, topics);
            if (plan.outcome().equals(Optional.of(RedriveOutcome.REDRIVEN)) && (room-- == 0 || !isInTime())) {
                break;
            }
            plans.add(plan);
        }
        return plans;
    }

    private Plan plan(TopicPartition at, ConsumerRecord<byte[], byte[]> letter, KnownTopics topics)
            throws RedriveException, InterruptedException {
        Optional<ParkedRecord> parked = ParkedRecord.of(letter);
        RedriveOutcome outcome;
        if (parked.isEmpty()) {
            outcome = RedriveOutcome.NO_DEAD_LETTER;
        } else if (!options.filter().wants(parked.get())) {
            outcome = RedriveOutcome.FILTERED;
        } else if (options.maxRedrives() > 0 && parked.get().redrives() >= options.maxRedrives()) {
            outcome = RedriveOutcome.EXHAUSTED;
        } else if (topics.isInternal(target(parked.get()))) {
            outcome = RedriveOutcome.INTERNAL_TOPIC;
        } else if (topics.partitions(target(parked.get())).isEmpty()) {
            outcome = RedriveOutcome.NO_TOPIC;
        } else {
            outcome = RedriveOutcome.REDRIVEN;
        }
        return new Plan(at, letter.offset(), Optional.of(outcome), parked);
    }

    private String target(ParkedRecord parked) {
        return options.to().orElse(parked.topic());
    }

    /** Waits until the rate allows for the next; answers false if it was stopped meanwhile. */
    private boolean isInTime() throws InterruptedException {
        long wait = rate.filter(_ -> !options.isDryRun())
                .map(limit -> limit.take(System.nanoTime()))
                .orElse(0L);
        return !stop.await(Math.max(0, wait), TimeUnit.NANOSECONDS);
    }

    private void put(DeadLetterPartitions letters, List<Plan> plans, KnownTopics topics, Optional<RedriveWriter> writer)
            throws RedriveException, InterruptedException {
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        for (Plan plan : plans) {
            if (plan.outcome().equals(Optional.of(RedriveOutcome.REDRIVEN))) {
                outgoing.add(back(plan.parked().orElseThrow(), topics));
            }
        }
        Set<Integer> refused = writer.isPresent() ? writer.get().write(outgoing) : Set.of();
        int number = 0;
        for (Plan plan : plans) {
            Optional<RedriveOutcome> outcome = plan.outcome();
            if (outcome.equals(Optional.of(RedriveOutcome.REDRIVEN)) && refused.contains(number++)) {
                outcome = Optional.of(RedriveOutcome.REFUSED);
            }
            if (outcome.isEmpty()) {
                letters.passed(plan.at(), plan.offset());
                continue;
            }
            tally.count(outcome.get(), plan.parked());
            letters.decided(plan.at(), plan.offset(), isLeft(outcome.get()));
        }
    }

    private boolean isLeft(RedriveOutcome outcome) {
        return switch (outcome) {
            case REDRIVEN -> false;
            case FILTERED, EXHAUSTED, NO_DEAD_LETTER, INTERNAL_TOPIC -> !options.passesOver();
            case NO_TOPIC, REFUSED -> true;
        };
    }

    /** Into the partition it was in, so that its key stays in order; by its key where there is no such partition. */
    private ProducerRecord<byte[], byte[]> back(ParkedRecord parked, KnownTopics topics)
            throws RedriveException, InterruptedException {
        String target = target(parked);
        boolean same = options.to().isEmpty()
                && parked.partition() < topics.partitions(target).orElse(0);
        return parked.back(target, same ? Optional.of(parked.partition()) : Optional.empty());
    }

    /** Returns where the map is about to be full; nothing if nowhere. */
    private Optional<String> commit(List<HandledOffsets> changed, RedriveWriter writer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        List<ProducerRecord<byte[], byte[]>> notes = new ArrayList<>();
        Optional<String> full = Optional.empty();
        for (HandledOffsets each : changed) {
            OffsetAndMetadata commit = each.toCommit(maps, options.mapBytes());
            offsets.put(each.partition(), commit);
            if (each.isToNote()) {
                notes.add(RedriveNote.of(RedriveClients.group(kafka), each.partition(), commit));
            }
            if (!commit.metadata().isEmpty()
                    && commit.metadata().length() > options.mapBytes() - RedriveOptions.MAP_RESERVE) {
                full = Optional.of(each.partition() + "@" + each.next());
            }
        }
        if (writer.commit(offsets, notes)) {
            changed.forEach(HandledOffsets::committed);
        }
        return full;
    }

    private static void requireRoom(Optional<String> full) throws RedriveException {
        if (full.isPresent()) {
            throw new RedriveException(
                    "stopped at " + full.get() + ": a commit has no room to say what more was put back between those"
                            + " that are left; what is done until here is committed; put those back"
                            + " first, or pass over them for good with pass-over");
        }
    }
}
