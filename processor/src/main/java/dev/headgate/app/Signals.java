package dev.headgate.app;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the first SIGINT or SIGTERM into a request to end, and the second into the end. A shutdown hook could do the
 * former but never hears of the latter. The JDK's class for it has no place in the platform's API, so it is reached by
 * name, as Kafka does it; where it is missing, the default of the JVM stays.
 */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int CUT_SHORT = 130;

    private Signals() {}

    /** Calls {@code stop} at the first signal, on a thread of the JVM's. */
    public static void onFirst(Runnable stop) {
        AtomicInteger signals = new AtomicInteger();
        Runnable heard = () -> {
            if (signals.incrementAndGet() == 1) {
                stop.run();
            } else {
                Runtime.getRuntime().halt(CUT_SHORT);
            }
        };
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                handle(name, heard);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("SIG{} keeps its default", name, e);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself and nothing else
    private static boolean isSame(Object self, Object other) {
        return self == other;
    }

    private static void handle(String name, Runnable heard) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (self, method, arguments) -> switch (method.getName()) {
                    case "handle" -> {
                        heard.run();
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> isSame(self, arguments[0]);
                    default -> "Signals";
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
