package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ring against the plainest thing that does the same: a sorted map of what is in flight. */
@Timeout(30)
class PartitionOffsetsModelTest {
    private static final int SEEDS = 60;
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int STEPS = 3_000;

    /** Which of the records in flight is acknowledged next. */
    enum Order {
        OLDEST_FIRST {
            @Override
            int pick(int inFlight, Random random) {
                return 0;
            }
        },
        NEWEST_FIRST {
            @Override
            int pick(int inFlight, Random random) {
                return inFlight - 1;
            }
        },
        ANY {
            @Override
            int pick(int inFlight, Random random) {
                return random.nextInt(inFlight);
            }
        },
        /** A stuck head, as when one record is retried and retried while everything behind it is done. */
        OLDEST_RARELY {
            @Override
            int pick(int inFlight, Random random) {
                return inFlight > 1 && random.nextInt(200) != 0 ? 1 + random.nextInt(inFlight - 1) : 0;
            }
        };

        abstract int pick(int inFlight, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void agrees_with_the_model_after_every_step(Order order) {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(order, seed).play();
        }
    }

    /** One random history, played on both. */
    private static final class Run {
        private final String name;
        private final Order order;
        private final Random random;
        private final int most;
        private final OffsetMapWriter maps = new OffsetMapWriter();
        private final PartitionOffsets<Long> offsets = new PartitionOffsets<>(new SourcePartition(P0, 1));
        private final TreeMap<Long, Long> slots = new TreeMap<>();
        private final List<Long> admitted = new ArrayList<>();
        private long position;

        Run(Order order, long seed) {
            this.name = order + ", seed " + seed;
            this.order = order;
            this.random = new Random(seed);
            this.most = 1 + random.nextInt(400);
            this.position = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << 40);
        }

        void play() {
            boolean filling = true;
            for (int step = 0; step < STEPS; step++) {
                if (slots.isEmpty() || slots.size() >= most) {
                    filling = slots.isEmpty();
                }
                // Phases of mostly one thing, so that the ring is seen empty, full, growing and turning.
                if (slots.isEmpty() || (slots.size() < most && random.nextInt(4) != 0 == filling)) {
                    admit();
                } else {
                    acknowledge();
                }
                if (random.nextInt(20) == 0) {
                    report();
                }
                compare();
            }
        }

        private void admit() {
            long offset = position + (random.nextInt(5) == 0 ? random.nextInt(1_000) : 0);
            slots.put(offset, offsets.admit(offset, offset));
            admitted.add(offset);
            position = offset + 1;
        }

        private void acknowledge() {
            List<Long> inFlight = new ArrayList<>(slots.keySet());
            long offset = inFlight.get(order.pick(inFlight.size(), random));
            offsets.acknowledge(Objects.requireNonNull(slots.remove(offset)));
        }

        private void report() {
            position += random.nextInt(3);
            offsets.advanceTo(position, 0);
        }

        /** What the next owner would process again is what was in flight, and what didn't fit. */
        private void compareMap() {
            int limit = random.nextInt(4) == 0 ? 12 + random.nextInt(60) : 4_000;
            CommitPoint point = offsets.toCommit(maps, limit).orElseThrow();
            OffsetMapCodec.Decoded map = OffsetMapCodec.decode(point.metadata(), P0, point.offset());
            assertThat(map.problem()).as(name).isEmpty();
            assertThat(point.metadata().length()).as(name).isLessThanOrEqualTo(limit);
            assertThat(slots.keySet()).as(name).noneMatch(map.done()::contains);
            long reach = limit == 4_000
                    ? position
                    : map.done().isEmpty() ? 0 : map.done().to(map.done().count() - 1);
            for (long offset : admitted) {
                boolean done = offset >= point.offset() && offset < reach && !slots.containsKey(offset);
                assertThat(map.done().contains(offset))
                        .as("%s: %d", name, offset)
                        .isEqualTo(done);
            }
        }

        private void compare() {
            long prefix = slots.isEmpty() ? position : slots.firstKey();
            assertThat(offsets.acknowledged()).as(name).hasValue(prefix);
            assertThat(offsets.position()).as(name).hasValue(position);
            assertThat(offsets.inFlight()).as(name).isEqualTo(slots.size());
            while (!admitted.isEmpty() && admitted.getFirst() < prefix) {
                admitted.removeFirst();
            }
            assertThat(offsets.window()).as(name).isEqualTo(admitted.size());
            assertThat(offsets.ackedBeyond()).as(name).isEqualTo(admitted.size() - slots.size());
            assertThat(offsets.oldest().orElse(-1L)).as(name).isEqualTo(slots.isEmpty() ? -1L : prefix);
            if (random.nextInt(100) == 0) {
                List<Long> visited = new ArrayList<>();
                offsets.forEachInFlight(visited::add);
                assertThat(visited).as(name).containsExactlyElementsOf(slots.keySet());
                compareMap();
            }
        }
    }
}
