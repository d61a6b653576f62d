package dev.headgate.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.SinkProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SinkProvidersTest {
    @Test
    void the_built_in_sinks_are_found_by_their_names() {
        assertThat(ServiceLoader.load(SinkProvider.class))
                .extracting(SinkProvider::name)
                .contains("kafka", "http", "log", "blackhole");
    }
}
