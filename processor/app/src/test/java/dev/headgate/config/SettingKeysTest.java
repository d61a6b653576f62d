package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.HeadgateBuilder;
import dev.headgate.internal.Setting;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SettingKeysTest {
    @ParameterizedTest
    @EnumSource
    void a_setting_is_a_method_of_the_builder_and_a_key_of_the_configuration(Setting setting) {
        assertThat(Arrays.stream(HeadgateBuilder.class.getMethods()).map(Method::getName))
                .contains(setting.method());
        String key = SettingKeys.of(setting);
        assertThat(KnownKeys.plain()).anyMatch(known -> known.equals(key) || known.startsWith(key + "."));
    }

    @Test
    void a_method_without_a_key_of_its_own_keeps_its_name() {
        assertThat(SettingKeys.of("deadLetters")).isEqualTo("deadLetters");
    }
}
