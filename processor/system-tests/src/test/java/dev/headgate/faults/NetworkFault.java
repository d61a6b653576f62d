package dev.headgate.faults;

import dev.headgate.config.Guarantee;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What a network can do to one broker's connections, and the count that shows it did. */
enum NetworkFault {
    LATENCY_OF_100_MS,
    PARTITION_IN_BOTH_DIRECTIONS,
    REQUESTS_VANISH,
    REPLIES_VANISH,
    CUT_INSIDE_A_REQUEST,
    CUT_INSIDE_A_REPLY,
    ALL_CONNECTIONS_RESET,
    REPLY_TO_A_COMMIT_LOST,
    REPLY_TO_A_FETCH_LOST;

    private static final short FETCH = 1;
    private static final short OFFSET_COMMIT = 8;
    private static final short TXN_OFFSET_COMMIT = 28;

    /** Injects, waits until the fault has shown itself, and heals. */
    void strike(TcpProxy proxy) {
        strike(proxy, Guarantee.AT_LEAST_ONCE);
    }

    /** The same before processors with this guarantee, which says by what request they commit. */
    void strike(TcpProxy proxy, Guarantee guarantee) {
        int before = shown(proxy);
        inject(proxy, guarantee == Guarantee.EXACTLY_ONCE ? TXN_OFFSET_COMMIT : OFFSET_COMMIT);
        try {
            FaultRun.awaitThat(this + " fired", () -> shown(proxy) >= before + enough());
        } finally {
            proxy.heal();
        }
    }

    private void inject(TcpProxy proxy, short commit) {
        switch (this) {
            case LATENCY_OF_100_MS -> proxy.latency(Duration.ofMillis(100));
            case PARTITION_IN_BOTH_DIRECTIONS -> proxy.blackHole(EnumSet.allOf(TcpProxy.Direction.class));
            case REQUESTS_VANISH -> proxy.blackHole(Set.of(TcpProxy.Direction.TO_BROKER));
            case REPLIES_VANISH -> proxy.blackHole(Set.of(TcpProxy.Direction.TO_CLIENT));
            case CUT_INSIDE_A_REQUEST -> proxy.cutInside(TcpProxy.Direction.TO_BROKER);
            case CUT_INSIDE_A_REPLY -> proxy.cutInside(TcpProxy.Direction.TO_CLIENT);
            case ALL_CONNECTIONS_RESET -> proxy.resetAll();
            case REPLY_TO_A_COMMIT_LOST -> proxy.loseReplyTo(commit);
            case REPLY_TO_A_FETCH_LOST -> proxy.loseReplyTo(FETCH);
        }
    }

    /** In a black hole: new connections, since a client makes one only when it has closed the old. */
    private int shown(TcpProxy proxy) {
        return switch (this) {
            case LATENCY_OF_100_MS -> proxy.delayed();
            case PARTITION_IN_BOTH_DIRECTIONS, REQUESTS_VANISH, REPLIES_VANISH -> proxy.accepted();
            case CUT_INSIDE_A_REQUEST, CUT_INSIDE_A_REPLY, ALL_CONNECTIONS_RESET -> proxy.resets();
            case REPLY_TO_A_COMMIT_LOST, REPLY_TO_A_FETCH_LOST -> proxy.repliesLost();
        };
    }

    private int enough() {
        return switch (this) {
            case LATENCY_OF_100_MS -> 10;
            case PARTITION_IN_BOTH_DIRECTIONS, REQUESTS_VANISH, REPLIES_VANISH, ALL_CONNECTIONS_RESET -> 2;
            case CUT_INSIDE_A_REQUEST, CUT_INSIDE_A_REPLY, REPLY_TO_A_COMMIT_LOST, REPLY_TO_A_FETCH_LOST -> 1;
        };
    }
}
