package dev.headgate.regressions;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real consumer on a real broker whose commits can be made to fail, and that tells what it was asked. */
final class RiggedConsumer {
    /** How many commits still fail, before they are sent. */
    final AtomicInteger commitsToFail = new AtomicInteger();

    final AtomicInteger commitsFailed = new AtomicInteger();

    /** Polls that have returned. */
    final AtomicInteger polls = new AtomicInteger();

    /** Records that they brought. */
    final AtomicInteger polled = new AtomicInteger();

    /** What was paused at the last poll. */
    final AtomicReference<Set<TopicPartition>> paused = new AtomicReference<>(Set.of());

    private final Consumer<byte[], byte[]> real;

    RiggedConsumer(Map<String, Object> properties) {
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "none");
        properties.put("max.poll.records", 50);
        real = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** As the engine sees it. */
    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> proxy() {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                RiggedConsumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (_, method, arguments) -> {
                    if (method.getName().startsWith("commit")
                            && !method.getName().equals("committed")
                            && fails()) {
                        return fail(arguments);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (result instanceof ConsumerRecords<?, ?> records) {
                            paused.set(Set.copyOf(real.paused()));
                            polled.addAndGet(records.count());
                            polls.incrementAndGet();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private boolean fails() {
        return commitsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @SuppressWarnings("NullAway") // a proxy's method may answer null
    private Object fail(Object[] arguments) {
        commitsFailed.incrementAndGet();
        KafkaException failure = new TimeoutException("no answer to the commit");
        if (arguments[1] instanceof OffsetCommitCallback callback) {
            callback.onComplete(Map.of(), failure);
            return null;
        }
        throw failure;
    }
}
