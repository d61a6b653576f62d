package dev.headgate.localkafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * The user that a cluster with a login knows from the start, by SASL/PLAIN. Others can be made with Kafka's admin client and
 * log in by SASL/SCRAM.
 */
record Credentials(String user, String password) {

    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final String LISTENER_PREFIX = "listener.name.plaintext.";

    /** What makes a node ask for the login, and log in to the other nodes itself. */
    Map<String, String> brokerProperties() {
        return Map.of(
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                LISTENER_PREFIX + "sasl.enabled.mechanisms",
                "PLAIN,SCRAM-SHA-512",
                LISTENER_PREFIX + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                LISTENER_PREFIX + "plain.sasl.jaas.config",
                MODULE + "username=\"" + user + "\" password=\"" + password + "\" user_" + user + "=\"" + password
                        + "\";");
    }

    /** What makes a client log in. */
    Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
        properties.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
        properties.put(
                SaslConfigs.SASL_JAAS_CONFIG, MODULE + "username=\"" + user + "\" password=\"" + password + "\";");
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
