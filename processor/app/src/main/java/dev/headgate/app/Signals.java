package dev.headgate.app;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the first SIGINT or SIGTERM into a request to end, and the second into the end. A shutdown hook could do the
 * former but never hears of the latter. The JDK's class for it has no place in the platform's API, so it is reached by
 * name, as Kafka does it; where it is missing, the default of the JVM stays.
 */
public final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int CUT_SHORT = 130;

    private final Map<String, @Nullable Object> replaced = new LinkedHashMap<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final Runnable stop;

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /** Calls {@code stop} at the first signal, on a thread of the JVM's, and ends the JVM with code 130 at the second. */
    public static Signals onFirst(Runnable stop) {
        Signals signals = new Signals(stop);
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                signals.replaced.put(name, handle(name, signals.handler()));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("SIG{} keeps its default", name, e);
            }
        }
        return signals;
    }

    private void hear() {
        if (heard.incrementAndGet() == 1) {
            stop.run();
        } else {
            Runtime.getRuntime().halt(CUT_SHORT);
        }
    }

    private Object handler() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "handle" -> {
                        hear();
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> isSame(self, arguments[0]);
                    default -> "Signals";
                });
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself and nothing else
    private static boolean isSame(Object self, Object other) {
        return self == other;
    }

    /** Returns the handler there was before. */
    private static @Nullable Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        return signal.getMethod("handle", signal, type)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    /** Puts the handlers back that there were before. */
    @Override
    public void close() {
        replaced.forEach((name, handler) -> {
            try {
                if (handler != null) {
                    handle(name, handler);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("SIG{} keeps our handler", name, e);
            }
        });
    }
}
