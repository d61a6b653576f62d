package com.example;

import dev.headgate.HeadgateBuilder;
import dev.headgate.Stages;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.StageOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The other kinds of handlers, and a second stage. */
public final class OtherHandlers {
    /** A client that returns at once. */
    public interface Client {
        CompletionStage<String> enrich(String order);
    }

    public interface Database {
        /** Returns the number of rows. */
        int insertAll(List<? extends ConsumerRecord<String, String>> records);
    }

    public interface Prices {
        String of(String order);
    }

    private OtherHandlers() {}

    public static Stages<String> asynchronous(HeadgateBuilder builder, Client client) {
        // At most as many calls are open as there are workers.
        return builder.asyncHandler(
                new StringDeserializer(), new StringDeserializer(), (order, context) -> client.enrich(order.value()));
    }

    public static Stages<Integer> inBatches(HeadgateBuilder builder, Database database) {
        return builder.batchHandler(
                new StringDeserializer(),
                new StringDeserializer(),
                BatchOptions.of(500).withBytes(1 << 20).withLinger(Duration.ofMillis(20)),
                (orders, context) -> BatchResult.whole(database.insertAll(orders)));
    }

    public static Stages<String> inTwoStages(HeadgateBuilder builder, Prices prices) {
        return builder.handler(new StringDeserializer(), new StringDeserializer(), (order, context) -> order.value())
                .stage(
                        "price",
                        StageOptions.workers(8).withBuffer(100).withRate(50),
                        (order, context) -> prices.of(order));
    }
}
