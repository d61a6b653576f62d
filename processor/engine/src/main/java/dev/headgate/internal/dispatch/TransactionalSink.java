package dev.headgate.internal.dispatch;

import dev.headgate.api.Sink;

/**
 * A sink whose deliveries go into transactions. An acknowledgement of it means that the record is in the open transaction,
 * and no more than that.
 *
 * @param <R> what it delivers
 */
public interface TransactionalSink<R> extends Sink<R> {
    /** The transactions, shared by all sinks of one engine. */
    Transactions transactions();
}
