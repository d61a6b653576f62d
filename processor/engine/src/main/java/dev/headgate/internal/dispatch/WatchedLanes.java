package dev.headgate.internal.dispatch;

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

    @Override
    public int append(Job[] jobs, int count) {
        int owners = 0;
        for (int i = 0; i < count; i++) {
            if (append(jobs[i])) {
                jobs[owners++] = jobs[i];
            }
        }
        return owners;
    }
}
