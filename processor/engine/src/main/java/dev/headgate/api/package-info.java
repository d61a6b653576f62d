/**
 * What a user implements, and what the engine reads out of it.
 *
 * <p>What it means when a handler, a stage or a sink throws, or when the stage that it returned fails:
 *
 * <table>
 * <caption>What it means when you throw</caption>
 * <tr><th>thrown</th><th>means</th><th>what happens</th></tr>
 * <tr><td>{@link dev.headgate.api.DownstreamUnavailableException}</td><td>the downstream takes nothing from anyone just now</td>
 *     <td>no attempt is counted; the circuit opens, consumption pauses, and one record at a time probes</td></tr>
 * <tr><td>what {@link dev.headgate.api.Unavailability} names: refused, reset, timed out, of well-known clients</td>
 *     <td>the same</td><td>the same; {@code HeadgateBuilder.unavailableWhen} changes the rule</td></tr>
 * <tr><td>{@link dev.headgate.api.RejectedRecordException}</td><td>this record can never be handled or delivered</td>
 *     <td>no further attempt; the failure policy decides: halt, skip or dead-letter</td></tr>
 * <tr><td>{@link dev.headgate.api.HaltException}</td><td>nothing can ever be delivered again</td>
 *     <td>the engine halts; the record comes again after a restart</td></tr>
 * <tr><td>a {@code LinkageError}, or a {@code VirtualMachineError} such as {@code OutOfMemoryError}, but for {@code
 *     StackOverflowError}</td><td>no other record would survive it either</td>
 *     <td>the engine halts, whatever the failure policy says</td></tr>
 * <tr><td>anything else, checked or not, exception or error</td><td>this attempt failed</td>
 *     <td>tried again after a backoff, as often as {@link dev.headgate.api.RetryPolicy} says; then the failure policy
 *     decides</td></tr>
 * </table>
 *
 * <p>Causes count: of a failure and its causes the first that stands in this table decides. So a {@code RuntimeException} around a
 * {@code ConnectException} means that the downstream is away, and a {@code CompletionException} means what it wraps.
 *
 * <p>What a deserializer throws means that this one record can't be decoded: it isn't tried again, and the policy for undecodable
 * records decides. Where a row above that concerns everybody (away, or not to be survived) applies to what it threw or to a cause
 * of that, that row counts.
 *
 * <p>Each attempt gets the record as Kafka delivered it: headers that a deserializer or a handler adds or removes are those of that
 * attempt alone, and the dead letter has none of it. The arrays of key, value and header values are Kafka's own and not copied:
 * they are there to be read. A handler that wants to write into one copies it first, or its next attempt and the dead letter see
 * what it wrote.
 */
@NullMarked
package dev.headgate.api;

import org.jspecify.annotations.NullMarked;
