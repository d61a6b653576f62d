package dev.headgate.dispatch;

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

    @Test
    void knows_a_lane_until_it_is_removed() {
        Lane lane = table.getOrCreate(7);
        assertThat(table.getOrCreate(7)).isSameAs(lane);
        table.remove(lane);
        assertThat(table.size()).isZero();
        assertThat(table.getOrCreate(7)).isNotSameAs(lane);
    }

    @Test
    void a_lane_that_was_replaced_does_not_take_its_successor_along() {
        Lane before = table.getOrCreate(7);
        table.remove(before);
        Lane after = table.getOrCreate(7);
        table.remove(before);
        assertThat(table.getOrCreate(7)).isSameAs(after);
        assertThat(table.size()).isEqualTo(1);
    }

    /** Ids that differ only in their upper bits share a home, so they push one another away, round the end too. */
    @Test
    void agrees_with_a_hash_map_however_much_the_ids_collide() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int homes = 1 + random.nextInt(300);
            LaneTable crowded = new LaneTable();
            Map<Long, Lane> model = new HashMap<>();
            List<Long> ids = new ArrayList<>();
            for (int step = 0; step < 3_000; step++) {
                if (ids.isEmpty() || random.nextInt(5) < (step / 500 % 2 == 0 ? 3 : 2)) {
                    long id = ((long) random.nextInt(4) << 40) | (250 + random.nextInt(homes));
                    Lane lane = crowded.getOrCreate(id);
                    Lane known = model.putIfAbsent(id, lane);
                    if (known == null) {
                        ids.add(id);
                    } else {
                        assertThat(lane).as("seed %d, id %d", seed, id).isSameAs(known);
                    }
                } else {
                    long id = ids.remove(random.nextInt(ids.size()));
                    crowded.remove(model.getOrDefault(id, Lane.FREE));
                    model.remove(id);
                }
                assertThat(crowded.size()).as("seed %d", seed).isEqualTo(model.size());
            }
            model.forEach((id, lane) ->
                    assertThat(crowded.getOrCreate(id)).as("id %d", id).isSameAs(lane));
        }
    }

    @Test
    void grows_and_keeps_what_it_has() {
        List<Lane> lanes = new ArrayList<>();
        for (long id = 0; id < 10_000; id++) {
            lanes.add(table.getOrCreate(id * 0x9E3779B97F4A7C15L));
        }
        assertThat(table.size()).isEqualTo(10_000);
        for (int id = 0; id < 10_000; id++) {
            assertThat(table.getOrCreate(id * 0x9E3779B97F4A7C15L)).isSameAs(lanes.get(id));
        }
        lanes.forEach(table::remove);
        assertThat(table.size()).isZero();
    }
}
