/**
 * What crosses threads: the job, its lane, the queue to the workers and the queue back. The poll thread and the workers know this
 * package and not each other. Begin with {@link dev.headgate.internal.dispatch.Job}.
 */
@NullMarked
package dev.headgate.internal.dispatch;

import org.jspecify.annotations.NullMarked;
