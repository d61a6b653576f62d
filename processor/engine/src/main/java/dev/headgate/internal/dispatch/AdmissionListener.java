package dev.headgate.internal.dispatch;

/** Who wants to know of each record that is admitted, since it may join a batch that is being gathered. */
@FunctionalInterface
public interface AdmissionListener {
    /**
     * A record was appended to a lane. Called by the poll thread.
     *
     * @param waits it waits for another; where it doesn't, it is submitted next
     */
    void admitted(long lane, boolean waits);
}
