package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A login by OAuth: a processor of its own gets its token from an endpoint, and a broker lets it in. */
@Tag("broker")
@Tag("process")
@Timeout(120)
class OAuthTest {
    private static final String CANARY = "canary$$oauth${x";
    private static final String MODULE = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
    private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final int RECORDS = 5;

    @TempDir
    private Path directory;

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        return generator.generateKeyPair();
    }

    private static String jwks(RSAPublicKey key) {
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\""
                + base64(key.getModulus()) + "\",\"e\":\"" + base64(key.getPublicExponent()) + "\"}]}";
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String token(PrivateKey key) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String content = base64("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "."
                + base64("{\"sub\":\"ann\",\"iss\":\"login\",\"aud\":\"kafka\",\"iat\":" + now + ",\"exp\":"
                        + (now + 3_600) + "}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    /** Gives a token to each client that knows the secret, and the key to prove it by to everybody. */
    private static HttpServer endpoint() throws IOException, GeneralSecurityException {
        KeyPair keys = keys();
        String token = token(keys.getPrivate());
        String jwks = jwks((RSAPublicKey) keys.getPublic());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String known =
                "Basic " + Base64.getEncoder().encodeToString(("ann:" + CANARY).getBytes(StandardCharsets.UTF_8));
        server.createContext("/token", exchange -> {
            boolean knows = known.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, knows ? 200 : 401, knows ? "{\"access_token\":\"" + token + "\"}" : "{}");
        });
        server.createContext("/jwks", exchange -> answer(exchange, 200, jwks));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static LocalKafka broker(String jwksUrl) {
        String mechanism = "listener.name.plaintext.oauthbearer.";
        return LocalKafka.builder()
                .login("root", "other")
                .property("listener.name.plaintext.sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER")
                .property(mechanism + "sasl.jaas.config", MODULE + " unsecuredLoginStringClaim_sub=\"broker\";")
                .property(
                        mechanism + "sasl.server.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler")
                .property(mechanism + "sasl.oauthbearer.jwks.endpoint.url", jwksUrl)
                .property(mechanism + "sasl.oauthbearer.expected.audience", "kafka")
                .property(mechanism + "sasl.oauthbearer.expected.issuer", "login")
                .start();
    }

    private Path config(LocalKafka kafka, String url) throws IOException {
        return Files.writeString(directory.resolve("oauth.yaml"), """
            headgate:
              topics: orders
              admin: {enabled: false}
              sink: {name: kafka, options: {topic: done}}
            kafka:
              bootstrap.servers: %s
              group.id: g
              security.protocol: SASL_PLAINTEXT
              sasl.mechanism: OAUTHBEARER
              sasl.login.callback.handler.class: org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
              sasl.oauthbearer.token.endpoint.url: %s
              sasl.oauthbearer.client.credentials.client.id: ann
              sasl.oauthbearer.client.credentials.client.secret: ${SECRET}
              sasl.jaas.config: %s;
            """.formatted(kafka.bootstrapServers(), url, MODULE));
    }

    private static void produce(LocalKafka kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>("orders", new byte[] {1}));
            }
        }
    }

    private static boolean done(LocalKafka kafka) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka.clientProperties()))) {
            return admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get().values().stream()
                    .anyMatch(committed -> committed.offset() == RECORDS);
        }
    }

    /** The brokers of the tests bring them too, so that their classes are there says nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "../../producer-sim/pom.xml"})
    void the_libraries_that_tokens_need_are_shipped(String pom) throws IOException {
        for (String library : List.of("org.bitbucket.b_c:jose4j", "com.fasterxml.jackson.core:jackson-databind")) {
            String[] names = library.split(":", -1);
            assertThat(Files.readString(Path.of(pom)))
                    .as(library)
                    .containsPattern("<groupId>" + names[0] + "</groupId>\\s*<artifactId>" + names[1]
                            + "</artifactId>\\s*<scope>runtime</scope>");
        }
    }

    @Test
    void a_processor_logs_in_with_a_token_that_it_gets_from_an_endpoint() throws Exception {
        HttpServer endpoint = endpoint();
        String host = "http://127.0.0.1:" + endpoint.getAddress().getPort();
        System.setProperty(ALLOWED, host + "/jwks");
        try (LocalKafka kafka = broker(host + "/jwks")) {
            kafka.createTopic("orders", 1);
            kafka.createTopic("done", 1);
            produce(kafka);
            String url = host + "/token";
            Path config = config(kafka, url);
            Map<String, String> environment = Map.of("SECRET", CANARY);
            try (ProcessorProcess process = ProcessorProcess.command(
                    directory.resolve("log"),
                    List.of("-D" + ALLOWED + "=" + url, "-Dlog.level.kafka=DEBUG"),
                    List.of("run", "--config=" + config),
                    environment)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive() || done(kafka));
                assertThat(process.isAlive()).as(process.log()).isTrue();
                assertThat(process.terminate()).as(process.log()).isZero();
                assertThat(process.log())
                        .contains(RECORDS + " records acknowledged")
                        .doesNotContain("${x")
                        .doesNotContain("canary");
            }
            try (ProcessorProcess forbidden = ProcessorProcess.command(
                    directory.resolve("forbidden"), List.of(), List.of("run", "--config=" + config), environment)) {
                assertThat(forbidden.awaitExit()).isEqualTo(1);
                assertThat(forbidden.log()).contains("kafka.sasl.oauthbearer.token.endpoint.url", ALLOWED);
            }
        } finally {
            System.clearProperty(ALLOWED);
            endpoint.stop(0);
        }
    }
}
