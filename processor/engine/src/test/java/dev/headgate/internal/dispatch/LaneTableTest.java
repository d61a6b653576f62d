package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaneTableTest {
    private final LaneTable table = new LaneTable();

    private static Job job() {
        return Jobs.job(0);
    }

    @Test
    void knows_the_last_job_of_a_lane_until_that_is_removed() {
        Job first = job();
        Job second = job();
        assertThat(table.append(7, first)).isNull();
        assertThat(table.append(7, second)).isSameAs(first);
        table.remove(7, second);
        assertThat(table.size()).isZero();
        assertThat(table.append(7, first)).isNull();
    }

    @Test
    void a_job_that_others_came_behind_does_not_take_them_along() {
        Job first = job();
        Job second = job();
        table.append(7, first);
        table.append(7, second);
        table.remove(7, first);
        assertThat(table.append(7, job())).isSameAs(second);
        assertThat(table.size()).isEqualTo(1);
    }

    /** Ids that differ only in their upper bits share a home, so they push one another away, round the end too. */
    @Test
    void agrees_with_a_hash_map_however_much_the_ids_collide() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int homes = 1 + random.nextInt(300);
            LaneTable crowded = new LaneTable();
            Map<Long, Job> model = new HashMap<>();
            List<Long> ids = new ArrayList<>();
            for (int step = 0; step < 3_000; step++) {
                if (ids.isEmpty() || random.nextInt(5) < (step / 500 % 2 == 0 ? 3 : 2)) {
                    long id = ((long) random.nextInt(4) << 40) | (250 + random.nextInt(homes));
                    Job job = job();
                    Job known = model.put(id, job);
                    assertThat(crowded.append(id, job))
                            .as("seed %d, id %d", seed, id)
                            .isSameAs(known);
                    if (known == null) {
                        ids.add(id);
                    }
                } else {
                    long id = ids.remove(random.nextInt(ids.size()));
                    crowded.remove(id, model.getOrDefault(id, job()));
                    model.remove(id);
                }
                assertThat(crowded.size()).as("seed %d", seed).isEqualTo(model.size());
            }
            model.forEach((id, last) ->
                    assertThat(crowded.append(id, job())).as("id %d", id).isSameAs(last));
        }
    }

    @Test
    void grows_and_keeps_what_it_has() {
        List<Job> jobs = new ArrayList<>();
        for (long id = 0; id < 10_000; id++) {
            Job job = job();
            jobs.add(job);
            table.append(id * 0x9E3779B97F4A7C15L, job);
        }
        assertThat(table.size()).isEqualTo(10_000);
        for (int id = 0; id < 10_000; id++) {
            table.remove(id * 0x9E3779B97F4A7C15L, jobs.get(id));
            assertThat(table.size()).isEqualTo(9_999 - id);
        }
    }
}
