package dev.headgate.benchmarks.system;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** poll, handle, commit. */
final class BarePollLoop implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Thread t = Thread.ofPlatform().daemon().start(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Consumers.consumer(setup))) {
                consumer.subscribe(List.of(setup.topic()));
                long last = System.nanoTime();
                while (true) {
                    for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
                        work.handle(r.value(), r.partition(), r.offset());
                    }
                    if (System.nanoTime() - last > 1_000_000_000L) {
                        last = System.nanoTime();
                        consumer.commitAsync();
                    }
                }
            } catch (InterruptedException e) {
                return;
            }
        });
        return t::interrupt;
    }
}
