/**
 * The poll thread: polls, admits, settles, pauses, commits, and answers rebalances. All classes here are owned by it unless they
 * say otherwise. Begin with {@link dev.headgate.internal.consumer.PollLoop}.
 */
@NullMarked
package dev.headgate.internal.consumer;

import org.jspecify.annotations.NullMarked;
