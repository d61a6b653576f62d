package dev.headgate.internal.worker;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.UUIDDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the deserializers of keys, or of values, come from, and where they go in the end. Thread-safe. */
final class DeserializerSource<T> {
    private static final Logger LOG = LoggerFactory.getLogger(DeserializerSource.class);

    /** Those of Kafka's own that have fields, which only their configuration writes. */
    private static final Set<Class<?>> KNOWN_STATELESS = Set.of(StringDeserializer.class, UUIDDeserializer.class);

    private final String part;
    private final Supplier<? extends Deserializer<T>> supplier;
    private final boolean configures;
    private final Optional<ReentrantLock> calls;

    /** Held while user code makes one, so that a supplier need not be thread-safe. A worker that waits here can be interrupted. */
    private final ReentrantLock making = new ReentrantLock();

    /** By identity: a supplier may hand out the same one again, and it is configured and closed once. Guarded by making. */
    private final Set<Deserializer<?>> made = Collections.newSetFromMap(new IdentityHashMap<>());

    private @Nullable Deserializer<T> first;
    private Map<String, ?> configs = Map.of();

    private DeserializerSource(
            String part,
            Supplier<? extends Deserializer<T>> supplier,
            boolean configures,
            Optional<ReentrantLock> calls) {
        this.part = part;
        this.supplier = supplier;
        this.configures = configures;
        this.calls = calls;
    }

    /**
     * One for all workers, configured by its maker, as in a KafkaConsumer.
     *
     * @param part key or value, for messages
     * @param calls is held during each call, unless the instance can't have a state
     */
    static <T> DeserializerSource<T> shared(String part, Deserializer<T> instance, ReentrantLock calls) {
        boolean stateless = isStateless(instance);
        return new DeserializerSource<>(part, () -> instance, false, stateless ? Optional.empty() : Optional.of(calls));
    }

    /** One for each worker, configured here. */
    static <T> DeserializerSource<T> perWorker(String part, Supplier<? extends Deserializer<T>> supplier) {
        return new DeserializerSource<>(part, supplier, true, Optional.empty());
    }

    /** An object without fields can't remember anything from one call to the next. */
    private static boolean isStateless(Deserializer<?> deserializer) {
        if (KNOWN_STATELESS.contains(deserializer.getClass())) {
            return true;
        }
        for (Class<?> type = deserializer.getClass(); type != null; type = type.getSuperclass()) {
            if (Arrays.stream(type.getDeclaredFields()).anyMatch(DeserializerSource::isOfInstance)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfInstance(Field field) {
        return !Modifier.isStatic(field.getModifiers());
    }

    String part() {
        return part;
    }

    /** What is held during each call; empty if calls may overlap. */
    Optional<ReentrantLock> calls() {
        return calls;
    }

    /** @throws IllegalArgumentException if the first one can't be made */
    void open(Map<String, ?> properties) {
        making.lock();
        try {
            configs = Collections.unmodifiableMap(new HashMap<>(properties)); // a property may be null, as for Kafka
            first = make();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException("the " + part + " deserializer can't be made: " + e, e);
        } finally {
            making.unlock();
        }
        if (calls.isPresent()) {
            LOG.info(
                    "all workers share one {} deserializer, {}, which may hold a state: its calls go one after the"
                            + " other; a supplier in its place gives each worker its own",
                    part,
                    first.getClass().getName());
        }
    }

    /**
     * One for a worker. Called by it.
     *
     * @throws Exception or any other throwable that supplier or configuration has thrown
     */
    Deserializer<T> next() throws Exception {
        making.lockInterruptibly();
        try {
            Deserializer<T> ready = first;
            first = null;
            return ready == null ? make() : ready;
        } finally {
            making.unlock();
        }
    }

    private Deserializer<T> make() {
        Deserializer<T> next =
                Objects.requireNonNull(supplier.get(), "the supplier of the " + part + " deserializer gave null");
        if (made.add(next) && configures) {
            next.configure(configs, part.equals("key"));
        }
        return next;
    }

    /** Closes all that were made, whatever they say to it. */
    void close() {
        making.lock();
        try {
            made.forEach(this::close);
            made.clear();
        } finally {
            making.unlock();
        }
    }

    private void close(Deserializer<?> deserializer) {
        try {
            deserializer.close();
        } catch (Throwable e) { // the next one is to be closed all the same
            LOG.warn(
                    "the {} deserializer {} did not close in order",
                    part,
                    deserializer.getClass().getName(),
                    e);
        }
    }
}
