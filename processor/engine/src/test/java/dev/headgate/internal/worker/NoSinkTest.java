package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pipeline that ends with its handler. */
@Timeout(60)
class NoSinkTest {
    @ParameterizedTest
    @EnumSource
    void a_record_is_acknowledged_when_its_handler_has_returned_and_not_before(ThreadKind threads) {
        CountDownLatch go = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .sink(Sink.none())
                .handler(1, (record, context) -> {
                    go.await();
                    return record;
                })
                .start()) {
            Job job = bench.submit("key");
            assertThat(bench.completions.size()).isZero();
            go.countDown();
            bench.awaitAll();
            assertThat(job.outcome()).isEqualTo(Outcome.Plain.ACKED);
            assertThat(job.processingNanos()).isPositive();
            assertThat(job.acknowledgementNanos()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_whose_handler_fails_is_not_acknowledged(ThreadKind threads) {
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .sink(Sink.none())
                .handler(1, (record, context) -> {
                    throw new IOException("no");
                })
                .start()) {
            Job job = bench.submit("key");
            bench.awaitAll();
            assertThat(job.outcome()).isInstanceOf(Outcome.Halted.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_records_of_a_key_follow_one_another(ThreadKind threads) {
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .sink(Sink.none())
                .handler(4, (record, context) -> record)
                .start()) {
            bench.submit(500, 3);
            bench.awaitAll();
            for (int key = 0; key < 3; key++) {
                int each = key;
                assertThat(bench.ended.stream().filter(job -> job.offset() % 3 == each))
                        .isSortedAccordingTo((one, other) -> Long.compare(one.offset(), other.offset()));
            }
        }
    }
}
