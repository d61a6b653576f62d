package dev.headgate.state;

/** Why a partition is paused; {@link #NONE} if it is not. Earlier constants win where several apply. */
public enum PauseReason {
    NONE(Scope.NOTHING),
    /** The processor is shutting down and admits nothing more. */
    DRAINING(Scope.ALL),
    /** Somebody asked for it; the one reason that may also hold for a partition alone. */
    OPERATOR(Scope.ALL),
    /** The circuit to the sink is open. */
    DOWNSTREAM_UNAVAILABLE(Scope.ALL),
    /** The records in flight leave no room for one more poll. */
    QUEUE(Scope.ALL),
    /** The bytes in flight have reached their bound. */
    BYTES(Scope.ALL),
    /** The partition's acked window is full: its oldest record is stuck while later ones were acknowledged. */
    WINDOW(Scope.PARTITION),
    /** The partition holds more than its share of a queue that others want too. */
    FAIR_SHARE(Scope.PARTITION);

    /** How far a reason reaches. */
    public enum Scope {
        NOTHING,
        PARTITION,
        ALL
    }

    private final Scope scope;

    PauseReason(Scope scope) {
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }
}
