package dev.headgate.sim.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.sim.random.SeededRandom;
import dev.headgate.sim.text.BadTextException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class TemplateTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static String rendered(Template template, int position) {
        return new String(template.renderer(new SeededRandom(7, "test")).render(position, 3), UTF_8);
    }

    @Test
    void what_is_drawn_within_a_json_string_is_escaped() {
        String quoted = "say \"yes\" \\ no";
        Template template = Template.parseJson("{\"a\":\"${pick(" + quoted + ")}\",\"b\":${int(1,9)}}");
        JsonNode read = JSON.readTree(rendered(template, 0));
        assertThat(read.path("a").asString()).isEqualTo(quoted);
        assertThat(read.path("b").asInt()).isBetween(1, 9);
    }

    @Test
    void a_quote_that_the_template_escapes_itself_does_not_end_the_string() {
        Template template = Template.parseJson("{\"a\":\"x\\\"${pick(\"y)}\"}");
        assertThat(JSON.readTree(rendered(template, 0)).path("a").asString()).isEqualTo("x\"\"y");
    }

    @Test
    void names_with_apostrophes_and_lines_of_several_addresses_stay_json() {
        Template template = Template.parseJson(
                "{\"name\":\"${name}\",\"says\":\"${faker(Shakespeare.hamletQuote)}\",\"quote\":\"${faker(Movie.quote)}\"}");
        assertThat(IntStream.range(0, 300).mapToObj(each -> rendered(template, each)))
                .allSatisfy(text -> assertThat(JSON.readTree(text).size()).isEqualTo(3));
    }

    @Test
    void plain_text_is_left_as_it_is_drawn() {
        assertThat(rendered(Template.parse("a=\"${pick(\"q\")}\""), 0)).isEqualTo("a=\"\"q\"\"");
    }

    @Test
    void a_template_that_is_no_json_once_filled_in_is_refused_with_place_and_fix() {
        assertThatThrownBy(() -> Template.parseJson("{\"a\":${pick(red)}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not JSON, at line 1, character")
                .hasMessageContaining("put double quotes around");
    }

    @Test
    void a_field_without_its_brace_is_shown_where_it_is() {
        assertThatThrownBy(() -> Template.parseJson("{\"a\":\"${name\"")).isInstanceOf(BadTextException.class);
    }

    @Test
    void the_same_seed_and_position_give_the_same_text() {
        Template template = Template.parseJson("{\"id\":\"${uuid}\",\"who\":\"${name}\"}");
        assertThat(rendered(template, 5)).isEqualTo(rendered(template, 5)).isNotEqualTo(rendered(template, 6));
    }
}
