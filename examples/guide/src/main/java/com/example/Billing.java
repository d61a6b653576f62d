package com.example;

import dev.headgate.Headgate;
import dev.headgate.api.Sink;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;

public final class Billing {
    public static void main(String[] args) throws Exception {
        try (Headgate headgate = Headgate.builder()
                .kafka(Map.of("bootstrap.servers", args[0], "group.id", "billing"))
                .topics("orders")
                .handler(new StringDeserializer(), new StringDeserializer(), (order, context) -> charge(order.value()))
                .sink(Sink.none()) // charge does it all: once it returns, the offset may be committed
                .start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(headgate::close)); // SIGTERM drains and commits
            headgate.awaitEnd(); // throws what the engine failed of
        }
    }

    static String charge(String order) throws InterruptedException {
        Thread.sleep(10); // a slow downstream
        return "charged " + order;
    }
}
