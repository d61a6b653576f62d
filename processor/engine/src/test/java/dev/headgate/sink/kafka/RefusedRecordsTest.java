package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.dispatch.CommonResult;
import dev.headgate.internal.dispatch.Jobs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedRecordsTest {
    private final RefusedRecords refused = new RefusedRecords();

    private void thenRefused(RecordContext source) {
        assertThatThrownBy(() -> refused.requireUnknown(source))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessage("too large");
    }

    private void thenKnownNothingOf(RecordContext source) {
        assertThatCode(() -> refused.requireUnknown(source)).doesNotThrowAnyException();
    }

    private static CommonResult common(long... offsets) {
        List<? extends RecordContext> records =
                Arrays.stream(offsets).mapToObj(Jobs::job).toList();
        return new CommonResult(records.getFirst(), records);
    }

    @Test
    void a_record_is_refused_again_and_no_other() {
        refused.add(Jobs.job(7), "too large");
        thenRefused(Jobs.job(7));
        thenKnownNothingOf(Jobs.job(8));
    }

    @Test
    void a_result_that_records_have_in_common_says_nothing_of_the_result_of_one_alone() {
        refused.add(common(3, 4, 5), "too large");
        thenRefused(common(3, 4, 5));
        thenKnownNothingOf(Jobs.job(3));
        thenKnownNothingOf(Jobs.job(5));
    }

    @Test
    void records_of_a_refused_batch_are_not_put_into_another_one() {
        refused.add(common(3, 4, 5), "too large");
        thenRefused(common(2, 4));
        thenKnownNothingOf(common(1, 2));
    }

    @Test
    void a_result_of_one_record_says_nothing_of_one_that_it_has_in_common() {
        refused.add(Jobs.job(3), "too large");
        thenKnownNothingOf(common(3, 4));
    }
}
