package dev.headgate.dispatch;

import dev.headgate.api.Ordering;

/** Lanes that tell somebody of each record. Owned by the poll thread. */
public final class WatchedLanes extends Lanes {
    private final AdmissionListener listener;

    public WatchedLanes(Ordering ordering, AdmissionListener listener) {
        super(ordering);
        this.listener = listener;
    }

    @Override
    public boolean append(Job job) {
        boolean owns = super.append(job);
        listener.admitted(job.lane(), !owns);
        return owns;
    }
}
