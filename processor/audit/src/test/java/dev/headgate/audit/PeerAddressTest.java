package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
    private static final HostInfo SELF = new HostInfo("10.1.2.3", 8081);

    @Test
    void an_instance_is_asked_where_it_says_it_is() throws Exception {
        assertThat(PeerAddress.of(new HostInfo("10.1.2.4", 8081), SELF)).isEqualTo(URI.create("http://10.1.2.4:8081/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "::1",
                "0.0.0.0",
                "169.254.169.254",
                "224.0.0.1",
                "fe80::1",
                "10.1.2.4/latest?",
                "user@10.1.2.4"
            })
    void nobody_is_asked_at_what_this_machine_alone_can_reach(String host) {
        assertThatExceptionOfType(AuditUnavailableException.class)
                .isThrownBy(() -> PeerAddress.of(new HostInfo(host, 80), SELF))
                .withMessageContaining(host + ":80");
    }

    @Test
    void instances_on_one_machine_ask_each_other() throws Exception {
        assertThat(PeerAddress.of(new HostInfo("localhost", 8082), new HostInfo("localhost", 8081)))
                .isEqualTo(URI.create("http://localhost:8082/"));
    }
}
