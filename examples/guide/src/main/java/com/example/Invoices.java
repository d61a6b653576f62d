package com.example;

import dev.headgate.Headgate;
import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Posts an invoice for each order to an HTTP service. */
public final class Invoices {
    private final HttpClient client;
    private final URI service;

    public Invoices(HttpClient client, URI service) {
        this.client = client;
        this.service = service;
    }

    public Headgate start(Map<String, ?> kafka, String topic, Sink<DeadLetter> deadLetters) {
        return Headgate.builder()
                .kafka(kafka)
                .topics(topic)
                .workers(20)
                .queueCapacity(100)
                .retry(new RetryPolicy(2, Duration.ofMillis(20), 1.5, Duration.ofMillis(200), 0.2))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters(deadLetters)
                .handler(new StringDeserializer(), new StringDeserializer(), (order, context) -> order.value())
                .sink((invoice, context) -> client.sendAsync(post(invoice), HttpResponse.BodyHandlers.discarding())
                        .thenCompose(Invoices::read))
                .start();
    }

    private HttpRequest post(String invoice) {
        return HttpRequest.newBuilder(service)
                .timeout(Duration.ofSeconds(10)) // a server that is silent says nothing
                .POST(HttpRequest.BodyPublishers.ofString(invoice))
                .build();
    }

    private static CompletionStage<Ack> read(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status < 300) {
            return Ack.now();
        }
        return CompletableFuture.failedStage(
                switch (status) {
                    case 429, 503 -> new DownstreamUnavailableException("status " + status); // takes nothing now
                    case 500, 502, 504 -> new IOException("status " + status); // this attempt failed
                    default -> new RejectedRecordException("status " + status); // this record can never be delivered
                });
    }
}
