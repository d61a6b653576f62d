package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveryCountTest {
    private static final int EACH = 50_000;

    private final DeliveryCount deliveries = new DeliveryCount();

    @Test
    void counts_what_the_sink_was_given_and_has_not_answered() {
        assertThat(deliveries.present()).isZero();
        deliveries.given();
        deliveries.given();
        deliveries.answered();
        assertThat(deliveries.present()).isEqualTo(1);
    }

    @Test
    void never_misses_one_however_many_threads_count() throws Exception {
        deliveries.given(); // the sink never answers this one
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ends.add(threads.submit(() -> {
                    for (int n = 0; n < EACH; n++) {
                        deliveries.given();
                        deliveries.answered();
                    }
                }));
            }
            while (ends.stream().anyMatch(end -> !end.isDone())) {
                assertThat(deliveries.present()).isPositive();
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(deliveries.present()).isEqualTo(1);
    }
}
