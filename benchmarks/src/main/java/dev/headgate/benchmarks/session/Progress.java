package dev.headgate.benchmarks.session;

/** Told how a session goes on. */
public interface Progress {
    /** Something that takes a while begins. */
    void says(String what);

    /** A run has ended; {@code ended} of {@code all} have now. */
    void ran(Run run, int ended, int all);
}
