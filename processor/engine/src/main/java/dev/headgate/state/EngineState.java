package dev.headgate.state;

import java.util.EnumSet;
import java.util.Set;

/** What the engine as a whole is doing. */
public enum EngineState {
    NEW,
    /** Subscribed, nothing assigned yet. */
    STARTING,
    /** Has had an assignment; may be paused. */
    RUNNING,
    /** Admits nothing more and waits for what is in flight, up to the drain deadline. */
    DRAINING,
    /** Left the group with everything that was in flight acknowledged and committed. */
    CLOSED,
    /** Left the group with records still in flight: they will be delivered again. */
    CUT,
    /** Stopped by a failure; what failed was not committed. */
    FAILED;

    private static final Set<EngineState> ENDED = EnumSet.of(CLOSED, CUT, FAILED);

    public boolean hasEnded() {
        return ENDED.contains(this);
    }

    /** The table of legal transitions. */
    public boolean mayBecome(EngineState next) {
        return switch (this) {
            case NEW -> next == STARTING || next == CLOSED;
            case STARTING -> next == RUNNING || next == DRAINING || next == FAILED;
            case RUNNING -> next == DRAINING || next == FAILED;
            case DRAINING -> next == CLOSED || next == CUT || next == FAILED;
            case CLOSED, CUT, FAILED -> false;
        };
    }
}
