package dev.headgate.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:27:30Z");

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT0S",
        "' 5 ', PT5S",
        "'Wed, 21 Oct 2015 07:28:00 GMT', PT30S",
        "'Wed, 21 Oct 2015 07:27:00 GMT', PT0S",
        "soon, PT0S",
        "-5, PT0S",
        "'', PT0S",
        "999999999, P1D",
        "99999999999999999999, PT0S",
        "'Fri, 31 Dec 9999 23:59:59 GMT', P1D",
    })
    void seconds_and_dates_are_read_and_bounded(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(wait);
    }
}
