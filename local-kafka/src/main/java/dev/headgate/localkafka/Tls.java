package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.Map;

/** One PKCS12 file with a key and its certificate, by which nodes are known and which nodes and clients trust. */
record Tls(Path store, String password) {
    static final String BROKER_STORE = "listener.name.plaintext.ssl.keystore.location";

    private static final String PREFIX = "listener.name.plaintext.";

    /** What makes a node speak TLS to clients and to the other nodes. */
    Map<String, String> brokerProperties() {
        return Map.of(
                BROKER_STORE,
                store.toString(),
                PREFIX + "ssl.keystore.password",
                password,
                PREFIX + "ssl.key.password",
                password,
                PREFIX + "ssl.keystore.type",
                "PKCS12",
                PREFIX + "ssl.truststore.location",
                store.toString(),
                PREFIX + "ssl.truststore.password",
                password,
                PREFIX + "ssl.truststore.type",
                "PKCS12");
    }

    /** What makes a client speak it; goes on top of what the login needs. */
    Map<String, Object> clientProperties(boolean login) {
        return Map.of(
                "security.protocol",
                login ? "SASL_SSL" : "SSL",
                "ssl.truststore.location",
                store.toString(),
                "ssl.truststore.password",
                password,
                "ssl.truststore.type",
                "PKCS12");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Tls[store=" + store + "]";
    }
}
