package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ConditionTest {
    private static RunVerdict verdict(Count count, long number) {
        RunVerdict verdict = new RunVerdict("run");
        verdict.add(new RunCounts().add(count, number));
        return verdict;
    }

    @ParameterizedTest
    @CsvSource({
        "loss, MISSING",
        "duplicate, DUPLICATED",
        "reorder, REORDERED",
        "corrupt, CORRUPTED",
        "unsent, UNSENT",
        "unidentified, UNIDENTIFIED",
        "dead-letter, DEAD_LETTERED"
    })
    void a_count_holds_from_one_on_and_for_no_other_count(String name, Count count) {
        Condition condition = Condition.parse(name);
        assertThat(condition.holds(verdict(count, 1)))
                .hasValueSatisfying(why -> assertThat(why).startsWith(name + ": 1 "));
        for (Count other : Count.values()) {
            if (other != count) {
                assertThat(condition.holds(verdict(other, 5))).as("%s", other).isEmpty();
            }
        }
    }

    @Test
    void dead_letters_that_were_meant_to_be_are_nothing_to_fail_for() {
        RunVerdict verdict = verdict(Count.DEAD_LETTERED, 3);
        verdict.add(new RunCounts().add(Count.POISON, 3));
        assertThat(Condition.parse("dead-letter").holds(verdict)).isEmpty();
    }

    @Test
    void a_limit_holds_above_and_not_at_it() {
        RunVerdict verdict = new RunVerdict("run");
        verdict.addLatency(10_000, 99);
        verdict.addLatency(900_000, 1);
        assertThat(Condition.parse("p50>5ms").holds(verdict)).isPresent();
        assertThat(Condition.parse("p99 > 500ms").holds(verdict)).isEmpty();
        assertThat(Condition.parse("p99.9>500ms").holds(verdict)).isPresent();
        assertThat(Condition.parse("max>0.5s").holds(verdict))
                .hasValueSatisfying(why -> assertThat(why).contains("max is 9", "above 500.0 ms"));
        assertThat(Condition.parse("max>1s").holds(verdict)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"los, 'loss'", "duplicates, 'duplicate'", "reorderd, 'reorder'", "p99, 'p99>1s'"})
    void a_name_that_does_not_exist_is_refused_with_the_nearest(String text, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("did you mean '" + nearest + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99>fast", "p0>1s", "p101>1s", "max>"})
    void a_limit_that_is_none_is_refused_in_one_line(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse(text))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(text).hasLineCount(1));
    }
}
