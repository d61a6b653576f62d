package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was typed on a command line has its effect, or is refused in one line. */
class CliTest {
    private static final String[] CONFIG = {"config", "--bootstrap-server=localhost:1", "--group=billing"};

    private static CommandRun config(String... more) {
        String[] all = new String[CONFIG.length + more.length];
        System.arraycopy(CONFIG, 0, all, 0, CONFIG.length);
        System.arraycopy(more, 0, all, CONFIG.length, more.length);
        return CommandRun.of(all);
    }

    @ParameterizedTest
    @CsvSource({
        "headgate.topics, --topic=orders, --set=headgate.topics=invoices",
        "kafka.group.id, --topic=orders, --set=kafka.group.id=other",
        "kafka.bootstrap.servers, --topic=orders, --set=kafka.bootstrap.servers=localhost:2"
    })
    void a_key_with_one_value_by_set_and_another_by_its_own_option_is_refused(String key, String first, String second) {
        config(first, second).failsWithOneLine(key + " has two values on the command line", "--set");
    }

    @Test
    void of_one_key_the_last_set_counts() {
        CommandRun run = config("--topic=orders", "--set=headgate.workers=8", "--set=headgate.workers=9");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("headgate\\.workers.*9");
    }

    @Test
    void a_value_that_is_given_twice_is_taken() {
        CommandRun run = config("--topic=orders", "--set=headgate.topics=orders", "--set=kafka.group.id=billing");
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void an_equals_sign_belongs_to_the_value_from_the_second_on() {
        CommandRun run = config("--topic=orders", "--set=kafka.client.id=a=b=");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("a=b=");
    }

    @Test
    void another_word_is_not_taken_for_a_slip() {
        assertThat(config("--for=8s").err()).contains("'--for=8s'").doesNotContain("did you mean");
    }

    @Test
    void the_list_of_commands_has_a_whole_sentence_for_each() {
        String help = CommandRun.of("--help").out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains("the lag in records and in seconds, and whether it is paused and why. redrive")
                .doesNotContain(" and redrive", " a top");
    }

    @ParameterizedTest
    @CsvSource({
        "--set=headgate.topics, KEY=VALUE",
        "--set==orders, KEY=VALUE",
        "--tpoic=orders, did you mean --topic?",
        "--bootstrap-servers=localhost:1, did you mean --bootstrap-server?"
    })
    void a_wrong_argument_is_told_with_what_to_write(String argument, String told) {
        CommandRun run = config(argument);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().strip()).hasLineCount(1).contains(told, "headgate config --help");
    }
}
