package dev.headgate.benchmarks.system;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** poll, a virtual thread for each. */
final class VirtualThreadLoop implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Semaphore permits = new Semaphore(setup.workers());
        Thread t = Thread.ofPlatform().daemon().start(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Consumers.consumer(setup))) {
                consumer.subscribe(List.of(setup.topic()));
                long last = System.nanoTime();
                while (true) {
                    for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
                        permits.acquire();
                        Thread.ofVirtual().start(() -> {
                            try {
                                work.handle(r.value(), r.partition(), r.offset());
                            } catch (InterruptedException e) {
                                return;
                            } finally {
                                permits.release();
                            }
                        });
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
