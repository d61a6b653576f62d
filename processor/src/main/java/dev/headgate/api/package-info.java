/**
 * What a user implements, and what the engine reads out of it.
 *
 * <p>What it means when a handler, a stage or a sink throws, or when the stage that it returned fails:
 *
 * <table>
 * <caption>What it means when you throw</caption>
 * <tr><th>thrown</th><th>means</th><th>what happens</th></tr>
 * <tr><td>{@link dev.headgate.api.SinkUnavailableException}</td><td>the downstream takes nothing from anyone just now</td>
 *     <td>no attempt is counted; the circuit opens, consumption pauses, and one record at a time probes</td></tr>
 * <tr><td>what {@link dev.headgate.api.Unavailability} names: refused, reset, timed out, of well-known clients</td>
 *     <td>the same</td><td>the same; {@code HeadgateBuilder.unavailableWhen} changes the rule</td></tr>
 * <tr><td>{@link dev.headgate.api.RejectedRecordException}</td><td>this record can never be handled or delivered</td>
 *     <td>no further attempt; the failure policy decides: halt, skip or dead-letter</td></tr>
 * <tr><td>{@link dev.headgate.api.FatalSinkException}</td><td>nothing can ever be delivered again</td>
 *     <td>the engine halts; the record comes again after a restart</td></tr>
 * <tr><td>anything else</td><td>this attempt failed</td>
 *     <td>tried again after a backoff, as often as {@link dev.headgate.api.RetryPolicy} says; then the failure policy
 *     decides</td></tr>
 * </table>
 *
 * <p>Causes count: of a failure and its causes the first that stands in this table decides. So a {@code RuntimeException} around a
 * {@code ConnectException} means that the downstream is away, and a {@code CompletionException} means what it wraps.
 */
@NullMarked
package dev.headgate.api;

import org.jspecify.annotations.NullMarked;
