package dev.headgate.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The downstream's word that a record has arrived and will not be asked for again. */
public enum Ack {
    /** The record is delivered. */
    DELIVERED;

    private static final CompletionStage<Ack> NOW = CompletableFuture.completedStage(DELIVERED);

    /**
     * The stage to return from a sink that delivers before it returns. It is one shared object, which the engine knows by
     * identity: no callback is registered and nothing is allocated.
     */
    public static CompletionStage<Ack> now() {
        return NOW;
    }
}
