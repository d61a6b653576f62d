package dev.headgate.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "url, https://u:p@h/x?api_key=s3cret&b=1#f, https://********@h/x?********#f",
        "url, https://h/x?sig=s3cret, https://h/x?********",
        "url, https://u:p@ss@h/x, https://********@h/x",
        "url, https://h/x, https://h/x",
        "note, what? nothing, what? nothing",
        "sasl.oauthbearer.token.endpoint.url, https://h/t?k=s3cret, https://h/t?********",
        "kafka.sasl.oauthbearer.client.credentials.client.secret, s3cret, ********",
        "headgate.sink.options.headers.X, s3cret, ********"
    })
    void credentials_are_masked_by_the_key_or_inside_an_address(String key, String value, String shown) {
        assertThat(Secrets.mask(key, value)).isEqualTo(shown);
    }
}
