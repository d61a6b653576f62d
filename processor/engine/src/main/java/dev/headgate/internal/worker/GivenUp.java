package dev.headgate.internal.worker;

/**
 * What is noted in the place of a job's input once it is to be dead-lettered.
 *
 * @param reason what it failed of
 * @param attempts how many attempts there were
 */
record GivenUp(Throwable reason, int attempts) {}
