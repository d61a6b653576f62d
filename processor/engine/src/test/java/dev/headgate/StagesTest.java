package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each value of the chain from builder to engine holds what it was made with, whatever is made of the one before. */
@Tag("broker")
@Timeout(60)
class StagesTest {
    private static final Deserializer<String> TEXT = new StringDeserializer();
    private static final RecordHandler<String, String, String> VALUE = (record, context) -> record.value();
    private static final StageOptions ONE_WORKER = StageOptions.workers(1);

    private final String topic = TestKafka.newTopic(1);
    private final HeadgateBuilder builder =
            Headgate.builder().kafka(TestKafka.consumer(topic)).topics(topic);
    private final BlockingQueue<Object> delivered = new LinkedBlockingQueue<>();

    /** One record, {@code v0}. */
    @BeforeEach
    void produce_a_record() {
        TestKafka.produce(topic, 1, 1);
    }

    private <R> Sink<R> recorded() {
        return (result, context) -> {
            delivered.add(result);
            return Ack.now();
        };
    }

    private Object firstDelivered(Ready ready) throws InterruptedException {
        try (Headgate _ = ready.start()) {
            return delivered.poll(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_stage_whose_result_is_dropped_has_no_effect() throws InterruptedException {
        Stages<String> stages = builder.handler(TEXT, TEXT, VALUE);
        Stages<Integer> dropped = stages.stage("length", ONE_WORKER, (value, context) -> value.length());
        assertThat(dropped).isNotSameAs(stages);
        assertThat(firstDelivered(stages.sink(this.<String>recorded()))).isInstanceOf(String.class);
    }

    @Test
    void two_pipelines_of_one_start_do_not_mix() throws InterruptedException {
        Stages<String> stages = builder.handler(TEXT, TEXT, VALUE);
        Stages<String> one = stages.stage("one", ONE_WORKER, (value, context) -> value + "-one");
        Stages<String> other = stages.stage("other", ONE_WORKER, (value, context) -> value + "-other");
        Ready unused = other.sink(this.<String>recorded());
        assertThat(firstDelivered(one.stage("end", ONE_WORKER, (value, context) -> value + "-end")
                        .sink(this.<String>recorded())))
                .asString()
                .endsWith("-one-end");
        assertThatThrownBy(unused::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_second_handler_has_none_of_the_stages_of_the_first() throws InterruptedException {
        Stages<Integer> replaced =
                builder.handler(TEXT, TEXT, VALUE).stage("length", ONE_WORKER, (value, context) -> value.length());
        assertThat(replaced).isNotNull();
        Stages<String> second = builder.handler(TEXT, TEXT, (record, context) -> record.value() + "-second");
        assertThat(firstDelivered(second.sink(this.<String>recorded())))
                .asString()
                .endsWith("-second");
    }

    @Test
    void what_the_builder_is_told_after_the_sink_is_of_no_account() throws InterruptedException {
        Ready ready = builder.handler(TEXT, TEXT, VALUE).sink(this.<String>recorded());
        builder.workers(-1).topics("another").kafka(Map.of("bootstrap.servers", "nowhere:1"));
        assertThat(firstDelivered(ready)).isInstanceOf(String.class);
    }

    @Test
    void it_starts_one_engine_and_says_what_to_do_for_another() {
        Ready ready = builder.handler(TEXT, TEXT, VALUE).sink(this.<String>recorded());
        try (Headgate _ = ready.start()) {
            assertThatThrownBy(ready::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("build another one");
        }
        assertThatThrownBy(ready::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_start_that_failed_may_be_tried_again() throws InterruptedException {
        Ready broken = builder.workers(0).handler(TEXT, TEXT, VALUE).sink(this.<String>recorded());
        assertThatThrownBy(broken::start).isInstanceOf(IllegalArgumentException.class);
        builder.workers(1);
        assertThat(firstDelivered(builder.handler(TEXT, TEXT, VALUE).sink(this.<String>recorded())))
                .isInstanceOf(String.class);
    }
}
