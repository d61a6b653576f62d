package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.Snapshots;
import org.junit.jupiter.api.Test;

class LastLineTest {
    @Test
    void what_a_cut_left_with_the_sink_counts_as_dropped() {
        EngineSnapshot cut = new Snapshots().counted(30, 7, 2, 1).take();
        assertThat(cut.queue().records()).isEqualTo(20);
        assertThat(cut.counters().records().dropped()).isZero();
        assertThat(Application.summary(cut))
                .isEqualTo(
                        "7 records acknowledged, 2 dead-lettered, 1 skipped, 20 in flight dropped for the next owner");
    }
}
