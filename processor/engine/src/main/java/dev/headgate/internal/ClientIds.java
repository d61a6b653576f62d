package dev.headgate.internal;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Gives each Kafka client of this process an id of its own. Two clients of one id share their MBeans, and then one of them is
 * not measured, and the end of one takes the other's away. Any thread.
 */
public final class ClientIds {
    private static final String ID = "client.id";

    /** What Kafka takes as it is into the name of an MBean; it quotes an id with anything else. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-%. \t]*");

    /** Those whose clients are about to be made, so have no MBean yet. */
    private static final Set<ObjectName> PENDING = new HashSet<>();

    /** The kinds of clients. Two of different kinds may have the same id. */
    public enum Kind {
        CONSUMER,
        PRODUCER,
        ADMIN;

        private ObjectName mbean(String id) {
            String domain = this == ADMIN ? "kafka.admin.client" : "kafka." + name().toLowerCase(Locale.ROOT);
            String value = PLAIN.matcher(id).matches() ? id : ObjectName.quote(id);
            try {
                return new ObjectName(domain + ":type=app-info,id=" + value);
            } catch (MalformedObjectNameException e) {
                throw new IllegalArgumentException("the Kafka property " + ID + " can't be '" + id + "'", e);
            }
        }
    }

    private ClientIds() {}

    /**
     * Makes a client with the id in its properties; with a number behind it where another client of this process has that id.
     * Without an id Kafka gives it one that is new.
     *
     * @param client makes it of the properties; what it throws is thrown
     */
    public static <C> C open(Kind kind, Map<String, Object> properties, Function<Map<String, Object>, C> client) {
        String wanted = String.valueOf(properties.getOrDefault(ID, ""));
        if (wanted.isEmpty()) {
            return client.apply(properties);
        }
        String id = claim(kind, wanted);
        try {
            Map<String, Object> own = new HashMap<>(properties);
            own.put(ID, id);
            return client.apply(own);
        } finally {
            synchronized (PENDING) {
                PENDING.remove(kind.mbean(id));
            }
        }
    }

    private static String claim(Kind kind, String wanted) {
        synchronized (PENDING) {
            String id = wanted;
            for (int number = 2; isTaken(kind.mbean(id)) || !PENDING.add(kind.mbean(id)); number++) {
                id = wanted + "-" + number;
            }
            return id;
        }
    }

    private static boolean isTaken(ObjectName mbean) {
        return ManagementFactory.getPlatformMBeanServer().isRegistered(mbean);
    }
}
