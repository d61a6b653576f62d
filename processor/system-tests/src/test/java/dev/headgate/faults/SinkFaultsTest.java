package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A downstream that is slow, sick, forgetful or dumb. */
@Tag("broker")
@Timeout(150)
class SinkFaultsTest {
    private static final int RECORDS = 2_000;

    private final AtomicInteger fired = new AtomicInteger();

    private static FaultRun run() {
        return FaultRun.given(TestKafka.bootstrapServers(), TestKafka.newTopic(4));
    }

    @Test
    void a_sink_silent_for_longer_than_the_poll_interval_costs_no_rebalance_and_no_second_delivery() throws Exception {
        Executor later = CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS);
        CompletableFuture<Ack> answer = CompletableFuture.supplyAsync(() -> Ack.DELIVERED, later);
        try (FaultRun run = run().withClient("max.poll.interval.ms", 2_000)) {
            run.downstream((record, context) -> {
                if (!answer.isDone()) {
                    fired.incrementAndGet();
                }
                run.deliveries.add(record);
                return answer;
            });
            run.produce(RECORDS).join();
            run.thenNothingIsLost();
            assertThat(fired).as("deliveries that got no answer for long").hasPositiveValue();
            assertThat(run.deliveries.repeated()).isZero();
        }
    }

    @Test
    void a_flapping_sink_loses_nothing_and_repeats_nothing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (FaultRun run = run()) {
            run.downstream((record, context) -> {
                if (calls.incrementAndGet() % 400 < 10) {
                    fired.incrementAndGet();
                    throw new DownstreamUnavailableException("flapping", Duration.ofMillis(50));
                }
                run.deliveries.add(record);
                return Ack.now();
            });
            run.produce(RECORDS).join();
            run.thenNothingIsLost();
            assertThat(fired).hasPositiveValue();
            assertThat(run.deliveries.repeated()).isZero();
        }
    }

    @Test
    void a_reply_lost_after_the_side_effect_repeats_that_record_and_no_other() throws Exception {
        try (FaultRun run = run()) {
            run.downstream((record, context) -> {
                run.deliveries.add(record);
                if (record.offset() % 10 == 3 && context.attempt() == 1) {
                    fired.incrementAndGet();
                    return CompletableFuture.failedFuture(new IllegalStateException("the reply was lost"));
                }
                return Ack.now();
            });
            run.produce(RECORDS).join();
            run.thenNothingIsLost();
            assertThat(fired).hasPositiveValue();
            assertThat(run.deliveries.repeated()).isEqualTo(fired.get());
        }
    }

    @Test
    void a_sink_hung_at_the_shutdown_is_cut_off_and_the_next_member_delivers_what_it_held() throws Exception {
        AtomicBoolean hung = new AtomicBoolean(true);
        try (FaultRun run = run().with(builder -> builder.drainTimeout(Duration.ofMillis(500)))) {
            run.downstream((record, context) -> {
                if (hung.get() && record.offset() >= 100) {
                    fired.incrementAndGet();
                    return new CompletableFuture<>();
                }
                run.deliveries.add(record);
                return Ack.now();
            });
            Headgate first = run.produce(RECORDS).join();
            FaultRun.awaitThat("it hangs", () -> fired.get() > 0);
            first.close();
            assertThat(first.snapshot().state()).isEqualTo(EngineState.CUT);
            assertThat(run.outside.committed().values()).allMatch(offset -> offset <= 100);
            hung.set(false);
            run.leave(first).join();
            run.thenNothingIsLost();
        }
    }

    @Test
    void a_delivery_that_blocks_its_worker_at_the_shutdown_is_cut_off_and_the_next_member_does_it() throws Exception {
        AtomicBoolean hung = new AtomicBoolean(true);
        CompletableFuture<Ack> never = new CompletableFuture<>();
        try (FaultRun run = run().with(builder -> builder.drainTimeout(Duration.ofMillis(500)))) {
            run.downstream((record, context) -> {
                if (hung.get() && record.offset() >= 100) {
                    fired.incrementAndGet();
                    Ack ack = never.get();
                    throw new IllegalStateException("not reached: " + ack);
                }
                run.deliveries.add(record);
                return Ack.now();
            });
            Headgate first = run.produce(RECORDS).join();
            FaultRun.awaitThat("it hangs", () -> fired.get() > 0);
            first.close();
            assertThat(first.snapshot().state()).isEqualTo(EngineState.CUT);
            hung.set(false);
            run.leave(first).join();
            run.thenNothingIsLost();
        }
    }
}
