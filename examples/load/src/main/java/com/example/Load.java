package com.example;

import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.Rate;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in this JVM, and load for it. */
public final class Load {
    private Load() {}

    public static void main(String[] args) throws Exception {
        try (LocalKafka kafka = LocalKafka.start()) {
            kafka.createTopic("payments", 12);
            System.out.println(send(kafka.bootstrapServers()));
        }
    }

    /** Sends 1,000 records at 2,000 a second. */
    public static SimReport send(String bootstrapServers) throws InterruptedException, TimeoutException {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class);
        SimOptions options = SimOptions.builder("payments")
                .rate(Rate.perSecond(2_000))
                .records(1_000)
                .build();
        try (Simulator sim = new Simulator(options, () -> new KafkaProducer<>(properties))) {
            sim.start();
            return sim.await(Duration.ofSeconds(40));
        }
    }
}
