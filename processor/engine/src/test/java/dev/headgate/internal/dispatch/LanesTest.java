package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.state.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LanesTest {
    private final SourcePartition source = Jobs.source();
    private final Lanes byKey = new Lanes(Ordering.KEY);
    private long nextOffset;

    private Job job(Lanes lanes, @Nullable String key) {
        return Jobs.job(nextOffset++, key, source, lanes);
    }

    private Job append(Lanes lanes, @Nullable String key, boolean first) {
        Job job = job(lanes, key);
        assertThat(lanes.append(job)).as("%s is first", job).isEqualTo(first);
        return job;
    }

    private static @Nullable Job end(Lanes lanes, Job job) {
        job.start();
        Job next = Lane.release(job);
        job.end(Outcome.Plain.ACKED, 0);
        lanes.ended(job);
        return next;
    }

    @Test
    void records_of_one_key_wait_for_one_another_and_those_of_others_do_not() {
        Job first = append(byKey, "a", true);
        Job second = append(byKey, "a", false);
        append(byKey, "b", true);
        Job third = append(byKey, "a", false);
        assertThat(end(byKey, first)).isSameAs(second);
        assertThat(end(byKey, second)).isSameAs(third);
        assertThat(end(byKey, third)).isNull();
        append(byKey, "a", true);
    }

    @Test
    void records_appended_together_wait_for_one_another_as_if_appended_one_by_one() {
        Job before = append(byKey, "a", true);
        Job ended = append(byKey, "c", true);
        ended.start();
        assertThat(Lane.release(ended)).isNull(); // and not settled yet
        Job[] jobs = {
            job(byKey, "a"), job(byKey, "b"), job(byKey, null), job(byKey, "b"), job(byKey, "c"), job(byKey, "a")
        };
        List<Job> all = List.of(jobs);
        assertThat(byKey.append(jobs, 5)).isEqualTo(3);
        assertThat(List.of(jobs).subList(0, 3)).containsExactly(all.get(1), all.get(2), all.get(4));
        assertThat(end(byKey, before)).isSameAs(all.get(0));
        assertThat(end(byKey, all.get(0))).isNull();
        assertThat(end(byKey, all.get(1))).isSameAs(all.get(3));
    }

    @Test
    void records_without_a_key_wait_for_nobody() {
        append(byKey, null, true);
        append(byKey, null, true);
        assertThat(byKey.size()).isZero();
    }

    @Test
    void an_empty_key_is_a_key() {
        append(byKey, "", true);
        append(byKey, "", false);
    }

    @Test
    void the_same_key_in_another_partition_or_ownership_is_another_lane() {
        append(byKey, "a", true);
        SourcePartition other = new SourcePartition(new TopicPartition("orders", 1), 2);
        assertThat(byKey.append(Jobs.job(0, "a", other, byKey))).isTrue();
        SourcePartition again = new SourcePartition(source.topicPartition(), 3);
        assertThat(byKey.append(Jobs.job(0, "a", again, byKey))).isTrue();
    }

    @Test
    void unordered_records_wait_for_nobody() {
        Lanes lanes = new Lanes(Ordering.UNORDERED);
        Job first = append(lanes, "a", true);
        append(lanes, "a", true);
        assertThat(end(lanes, first)).isNull();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void in_partition_order_all_records_of_a_partition_share_a_lane() {
        Lanes lanes = new Lanes(Ordering.PARTITION);
        append(lanes, "a", true);
        append(lanes, "b", false);
        append(lanes, null, false);
        assertThat(lanes.size()).isEqualTo(1);
        SourcePartition other = new SourcePartition(new TopicPartition("orders", 1), 2);
        assertThat(lanes.append(Jobs.job(0, "a", other, lanes))).isTrue();
    }

    @Test
    void a_lane_is_released_once_for_each_job() {
        Job first = append(byKey, "a", true);
        Job second = append(byKey, "a", false);
        append(byKey, "a", false);
        assertThat(Lane.release(first)).isSameAs(second);
        assertThat(Lane.release(first)).as("the second time").isNull();
    }

    /** As with a sink that keeps order: the lane moves on before the record has ended. */
    @Test
    void a_lane_is_known_until_its_last_job_has_ended_even_if_all_have_released_it() {
        Job first = append(byKey, "a", true);
        Job second = append(byKey, "a", false);
        assertThat(Lane.release(first)).isSameAs(second);
        assertThat(Lane.release(second)).isNull();
        end(byKey, first);
        assertThat(byKey.size()).isEqualTo(1);
        Job third = append(byKey, "a", true);
        end(byKey, second);
        assertThat(byKey.size()).isEqualTo(1);
        end(byKey, third);
        assertThat(byKey.size()).isZero();
    }

    @Test
    void a_job_that_comes_after_the_release_and_before_the_end_of_the_one_before_waits_for_nobody() {
        Job first = append(byKey, "a", true);
        assertThat(Lane.release(first)).isNull();
        Job second = append(byKey, "a", true);
        append(byKey, "a", false);
        end(byKey, first);
        assertThat(end(byKey, second)).isNotNull();
    }

    /** What was not released stays closed, so nothing overtakes the record that halted the engine. */
    @Test
    void a_lane_that_is_not_released_stays_closed() {
        Job halted = append(byKey, "a", true);
        Job behind = append(byKey, "a", false);
        halted.start();
        halted.end(new Outcome.Halted("halt", new Exception("boom")), 0);
        byKey.ended(halted);
        append(byKey, "a", false);
        assertThat(behind.state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void remembers_no_lane_that_is_empty() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Job> heads = new ArrayList<>();
            int inFlight = 0;
            for (int step = 0; step < 5_000; step++) {
                if (random.nextBoolean() && inFlight < 500) {
                    Job job = job(byKey, "key-" + random.nextInt(1_000));
                    inFlight++;
                    if (byKey.append(job)) {
                        heads.add(job);
                    }
                } else if (!heads.isEmpty()) {
                    Job next = end(byKey, heads.remove(random.nextInt(heads.size())));
                    inFlight--;
                    if (next != null) {
                        heads.add(next);
                    }
                }
                assertThat(byKey.size()).as("seed %d: one lane per head", seed).isEqualTo(heads.size());
            }
            while (!heads.isEmpty()) {
                Job next = end(byKey, heads.removeLast());
                if (next != null) {
                    heads.add(next);
                }
            }
            assertThat(byKey.size()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void keys_that_differ_anywhere_have_different_hashes() {
        Set<Long> hashes = new HashSet<>();
        int keys = 0;
        for (int length = 0; length <= 40; length++) {
            byte[] key = new byte[length];
            assertThat(hashes.add(Lanes.hash(key, 1))).as("%d zeros", length).isTrue();
            for (int i = 0; i < length; i++) {
                for (byte value : new byte[] {1, -1, 127, -128}) {
                    byte[] other = key.clone();
                    other[i] = value;
                    assertThat(hashes.add(Lanes.hash(other, 1)))
                            .as("length %d, %d at %d", length, value, i)
                            .isTrue();
                    keys++;
                }
            }
        }
        assertThat(hashes).hasSize(keys + 41);
    }

    @Test
    void equal_keys_have_equal_hashes_and_another_ownership_another_hash() {
        byte[] key = "a key of some length".getBytes(StandardCharsets.UTF_8);
        assertThat(Lanes.hash(key.clone(), 1)).isEqualTo(Lanes.hash(key, 1)).isNotEqualTo(Lanes.hash(key, 2));
    }
}
