/**
 * What no program names: everything below may change with each release. Here itself is what the packages below share.
 *
 * <p>The way of one record, from poll to commit. Steps 1 to 3 and 10 to 13 run on the poll thread, 5 to 9 on a worker.
 *
 * <ol>
 * <li>{@code consumer.PollLoop.runOnce} polls, and hands each poll's records to
 * <li>{@code consumer.InFlight.admit}: a {@code dispatch.Job} for each record, with a slot in {@code offset.PartitionOffsets} and
 *     credit from {@code flow.InFlightBudget}
 * <li>{@code dispatch.Lanes.append}: the job joins the lane of its key or partition. The head of a lane goes on; the others wait
 *     for the one before them
 * <li>{@code worker.Pipeline.submit}, which implements the port {@code dispatch.JobProcessor}: the job enters the
 *     {@code dispatch.JobQueue} of the first {@code worker.Stage}, and {@code worker.WorkerPool} wakes a worker if none is awake
 * <li>{@code worker.Worker} takes the job out of the queue, and calls
 * <li>{@code worker.JobRunner.run}: one attempt at the job's next step
 * <li>{@code worker.Stage} calls {@code worker.DecodingHandler}, and that the user's handler; a further stage is step 4 again
 * <li>{@code worker.DeliveryStep} hands the result to the user's {@code api.Sink}, and hears its word by {@code worker.Delivery}.
 *     A failure of handler or sink goes to {@code worker.Recovery}: retry, wait for the circuit, dead-letter, skip or halt
 * <li>{@code worker.JobEnds} gives the job its outcome: {@code dispatch.Lane} is released, and its next job starts on the same
 *     worker
 * <li>{@code dispatch.CompletionQueue} carries the ended job back to the poll thread
 * <li>{@code consumer.InFlight.settle}: credit returns, {@code offset.PartitionOffsets} marks the offset as acknowledged
 * <li>{@code consumer.PartitionGate} pauses and resumes partitions by what {@code flow.PauseController} decides
 * <li>{@code consumer.AtLeastOnceCommitter}, or {@code consumer.TransactionalCommitter} with exactly-once, commits the contiguous
 *     acknowledged prefix
 * </ol>
 */
@NullMarked
package dev.headgate.internal;

import org.jspecify.annotations.NullMarked;
