package dev.headgate.admin;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** What an operator may ask of the processor. Each takes effect at the poll thread's next step. Thread-safe. */
public interface Commands {

    /** Something that can't be done; the message says why, in one line. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param message one line with the value and the fix */
        public Refused(String message) {
            super(message);
        }

        /** @param reason what the engine has against it, in such a line */
        public Refused(Exception reason) {
            this(String.valueOf(reason.getMessage()));
        }
    }

    /**
     * Pauses all partitions, or takes that back.
     *
     * @throws Refused if the engine has not started yet
     */
    void pause(boolean wanted) throws Refused;

    /**
     * Pauses one partition, or takes that back.
     *
     * @throws Refused if the engine has not started yet
     */
    void pause(TopicPartition partition, boolean wanted) throws Refused;

    /**
     * Changes how many records the handler works on at once.
     *
     * @throws Refused if the engine has not started yet, or the number is below 1 or above what is configured
     */
    void limitWorkers(int records) throws Refused;

    /**
     * Changes how many records the handler starts per second at most; 0 for no limit.
     *
     * @throws Refused if the engine has not started yet
     */
    void limitRate(double perSecond) throws Refused;

    /**
     * Begins the orderly end.
     *
     * @throws Refused if the engine has not started yet
     */
    void drain() throws Refused;

    /**
     * Goes on with this partition at another offset: back, to process again what was processed, or forward.
     *
     * @throws Refused if the partition is not assigned to this member, its log has no such offset, or the brokers don't say
     */
    void seek(TopicPartition partition, long offset) throws Refused;

    /**
     * As {@link #seek(TopicPartition, long)}, to the first record that is not older than that.
     *
     * @return the offset
     * @throws Refused if the partition is not assigned, or the brokers don't say where that is
     */
    long seek(TopicPartition partition, Instant time) throws Refused;

    /**
     * Begins to put dead letters back, in the background.
     *
     * @throws Refused if that is under way already, there is no dead-letter topic, or a value is out of its range
     */
    void redrive(RedriveRequest request) throws Refused;

    /**
     * Ends that after the records in hand.
     *
     * @throws Refused if it isn't under way
     */
    void stopRedrive() throws Refused;
}
