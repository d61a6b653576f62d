/**
 * The workers' side of the queue: stages and their pools, the attempts of one job, and what follows a failure. Begin with
 * {@link dev.headgate.internal.worker.JobRunner}.
 */
@NullMarked
package dev.headgate.internal.worker;

import org.jspecify.annotations.NullMarked;
