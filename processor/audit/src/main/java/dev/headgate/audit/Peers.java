package dev.headgate.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks the other instances of the audit for what they have counted. Any thread. */
final class Peers implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Far more than the counts of a thousand partitions. */
    private static final int MOST_BYTES = 64 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final KafkaStreams streams;
    private final HostInfo self;

    Peers(KafkaStreams streams, HostInfo self) {
        this.streams = streams;
        this.self = self;
    }

    List<PartCounts> counts(long bucketsFromMs) throws AuditUnavailableException, InterruptedException {
        List<PartCounts> all = new ArrayList<>();
        for (HostInfo host : others()) {
            all.addAll(List.of(ask(host, "/local/counts?from=" + bucketsFromMs, PartCounts[].class)));
        }
        return all;
    }

    List<Example> examples(int most) throws AuditUnavailableException, InterruptedException {
        List<Example> all = new ArrayList<>();
        for (HostInfo host : others()) {
            all.addAll(List.of(ask(host, "/local/examples?most=" + most, Example[].class)));
        }
        return all;
    }

    private List<HostInfo> others() {
        Stream<StreamsMetadata> matching = streams.metadataForAllStreamsClients().stream()
                .filter(client -> client.topicPartitions().stream()
                        .anyMatch(partition -> LocalCounts.isMatching(partition.topic())));
        return matching.map(StreamsMetadata::hostInfo)
                .filter(host -> !host.equals(self))
                .toList();
    }

    private <T> T ask(HostInfo host, String path, Class<T> type)
            throws AuditUnavailableException, InterruptedException {
        String instance = "the instance at " + host.host() + ":" + host.port();
        URI uri = PeerAddress.of(host, self);
        try {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(uri.resolve(path)).timeout(TIMEOUT).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new AuditUnavailableException(instance + " answers with status " + answer.statusCode());
                }
                return JSON.readValue(body.readNBytes(MOST_BYTES), type);
            }
        } catch (JacksonException e) { // without what was answered: who knows whose it is
            throw new AuditUnavailableException(instance + " answers with what is no count of an audit", e);
        } catch (IOException e) {
            throw new AuditUnavailableException(instance + " doesn't answer: " + e, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
