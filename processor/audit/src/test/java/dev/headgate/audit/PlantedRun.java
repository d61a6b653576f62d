package dev.headgate.audit;

import dev.headgate.TestKafka;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A run with faults that are known: what is written to the topics, and the records each fault was planted in. The same seed
 * plants the same faults.
 */
public final class PlantedRun {
    /** Not long ago: brokers delete what is older than the topic's retention. */
    private static final long START_MS = System.currentTimeMillis() - 60_000;

    private static final int LATENCY_MS = 40;

    /** One line of a topic. */
    private record Line(Stamped record, boolean corrupted) {}

    public final String run;
    private final SplittableRandom random;
    private final List<Stamped> sent = new ArrayList<>();
    private final List<Line> delivered = new ArrayList<>();
    private final List<Stamped> deadLettered = new ArrayList<>();
    private final Map<Count, Set<String>> planted = new EnumMap<>(Count.class);
    private long duplicates;

    /**
     * Plans a run.
     *
     * @param records how many are sent
     * @param keys how many keys there are
     * @param producers how many producers send
     */
    public PlantedRun(long seed, int records, int keys, int producers) {
        run = "seed-" + seed;
        random = new SplittableRandom(seed);
        send(records, keys, producers);
        deliver();
    }

    private void send(int records, int keys, int producers) {
        Map<String, Long> keySequences = new LinkedHashMap<>();
        long[] sequences = new long[producers];
        for (int i = 0; i < records; i++) {
            int producer = random.nextInt(producers);
            String key = "key-" + random.nextInt(keys);
            long keySequence = keySequences.merge(producer + key, 1L, Long::sum) - 1;
            sent.add(new Stamped(
                    run, "producer-" + producer, key, sequences[producer]++, keySequence, START_MS + i / 10));
        }
    }

    private void deliver() {
        Set<Integer> moved = new HashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            Stamped record = sent.get(i);
            switch (random.nextInt(100)) {
                case 0 -> plant(Count.MISSING, record);
                case 1 -> {
                    deadLettered.add(record);
                    plant(Count.DEAD_LETTERED, record);
                }
                case 2 -> {
                    delivered.add(new Line(record, true));
                    plant(Count.CORRUPTED, record);
                }
                case 3 -> moved.add(delivered.size());
                default -> {}
            }
            if (!isPlanted(record, Count.MISSING, Count.DEAD_LETTERED, Count.CORRUPTED)) {
                delivered.add(new Line(record, false));
            }
        }
        reorder(moved);
        duplicate();
    }

    /** Swaps a record with the next of its producer and key; what was first is then behind. */
    private void reorder(Set<Integer> places) {
        Set<Integer> taken = new HashSet<>();
        for (int place : places.stream().sorted().toList()) {
            for (int other = place + 1; other < delivered.size(); other++) {
                Stamped first = delivered.get(place).record();
                Stamped second = delivered.get(other).record();
                if (first.producer().equals(second.producer())
                        && String.valueOf(first.key()).equals(second.key())) {
                    if (taken.add(place) && taken.add(other)) {
                        Collections.swap(delivered, place, other);
                        plant(Count.REORDERED, first);
                    }
                    break;
                }
            }
        }
    }

    /** Repeats a stretch, as a processor does that goes on from its last commit. */
    private void duplicate() {
        int stretches = 1 + random.nextInt(4);
        for (int i = 0; i < stretches; i++) {
            int from = random.nextInt(Math.max(1, delivered.size() - 50));
            int to = Math.min(delivered.size(), from + 1 + random.nextInt(50));
            List<Line> again = List.copyOf(delivered.subList(from, to));
            if (again.stream().anyMatch(Line::corrupted)) {
                continue;
            }
            delivered.addAll(to, again);
            duplicates += again.size();
            again.forEach(line -> plant(Count.DUPLICATED, line.record()));
        }
    }

    private boolean isPlanted(Stamped record, Count... kinds) {
        return Arrays.stream(kinds).anyMatch(kind -> planted(kind).contains(record.text()));
    }

    private void plant(Count kind, Stamped record) {
        planted.computeIfAbsent(kind, _ -> new TreeSet<>()).add(record.text());
    }

    /** The records that a fault was planted in, as {@link Stamped#text}. */
    Set<String> planted(Count kind) {
        return planted.getOrDefault(kind, Set.of());
    }

    /** How many records there must be of this kind. */
    public long expected(Count kind) {
        return switch (kind) {
            case SENT -> sent.size();
            case DELIVERED -> delivered.size();
            case DUPLICATED -> duplicates;
            default -> planted(kind).size();
        };
    }

    public void writeInput(String topic) {
        write(sent.stream().map(record -> record.to(topic, record.dueMs(), false)), Integer.MAX_VALUE);
    }

    public void writeOutput(String topic) {
        write(outputs(topic), Integer.MAX_VALUE);
    }

    public void writeDeadLetters(String topic) {
        write(deadLettered.stream().map(record -> record.to(topic, record.dueMs(), false)), Integer.MAX_VALUE);
    }

    /** Writes all topics at once, and waits for an acknowledgement every {@code awaitEvery} records, so that it takes its time. */
    public Thread writeSlowly(String input, String output, String deadLetters, int awaitEvery) {
        return Thread.ofVirtual().start(() -> {
            Thread sending = Thread.ofVirtual()
                    .start(() ->
                            write(sent.stream().map(record -> record.to(input, record.dueMs(), false)), awaitEvery));
            write(outputs(output), awaitEvery);
            writeDeadLetters(deadLetters);
            try {
                sending.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
    }

    private Stream<ProducerRecord<byte[], byte[]>> outputs(String topic) {
        return delivered.stream()
                .map(line -> line.record().to(topic, line.record().dueMs() + LATENCY_MS, line.corrupted()));
    }

    private static void write(Stream<ProducerRecord<byte[], byte[]>> records, int awaitEvery) {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("linger.ms", "1"))) {
            int written = 0;
            for (ProducerRecord<byte[], byte[]> record : (Iterable<ProducerRecord<byte[], byte[]>>) records::iterator) {
                Future<RecordMetadata> answer = producer.send(record);
                if (++written % awaitEvery == 0) {
                    answer.get();
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("not written", e);
        }
    }
}
