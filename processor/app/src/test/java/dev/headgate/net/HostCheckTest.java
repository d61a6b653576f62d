package dev.headgate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
    private final HostCheck check = new HostCheck(Set.of("Orders.Example.com"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8080",
                "10.1.2.3:8080",
                "[::1]:8080",
                "localhost",
                "LOCALHOST:8080",
                "orders.localhost:8080",
                "processor:8080",
                "headgate.orders.svc",
                "headgate.orders.svc:8080",
                "headgate.orders.svc.cluster.local:8080",
                "ip-10-0-0-1.ec2.internal:8080",
                "laptop.local",
                "orders.example.com",
                "ORDERS.example.com.:8080"
            })
    void a_name_that_nobody_outside_can_own_or_that_the_user_gave_is_answered(String host) {
        assertThat(check.admits(Optional.of(host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example:80",
                "orders.example.com.evil.example",
                "evil.orders.example.com",
                "x.localhost.evil.example",
                "headgate.orders.svc.evil.example",
                "ip-10-0-0-1.ec2.internal.evil.example:8080",
                "notlocal.evillocal.com",
                "svc.example",
                "x@127.0.0.1.example.org",
                "a b",
                "",
                ".svc/evil.example",
                "1.2.3.4.5"
            })
    void any_other_name_is_not(String host) {
        assertThat(check.admits(Optional.of(host))).isFalse();
    }

    @Test
    void a_request_without_a_name_is_no_browsers() {
        assertThat(check.admits(Optional.empty())).isTrue();
    }

    @Test
    void a_star_turns_the_check_off() {
        assertThat(new HostCheck(Set.of("*")).admits(Optional.of("evil.example")))
                .isTrue();
    }
}
