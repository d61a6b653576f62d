package dev.headgate.api;

import java.util.concurrent.CompletionStage;

/** See {@link Sink#none}. */
enum NoSink implements Sink<Object> {
    INSTANCE;

    @SuppressWarnings("unchecked") // it reads no result
    static <R> Sink<R> get() {
        return (Sink<R>) INSTANCE;
    }

    @Override
    public CompletionStage<Ack> deliver(Object result, RecordContext context) {
        return Ack.now();
    }
}
