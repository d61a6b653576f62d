package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.RejectedRecordException;
import dev.headgate.dispatch.Jobs;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class RefusedRecordsTest {
    private final RefusedRecords refused = new RefusedRecords();

    @Test
    void records_that_fail_with_the_exception_of_a_refused_one_are_not_refused_themselves() {
        RecordTooLargeException refusal = new RecordTooLargeException("too large");
        refused.add(Jobs.job(7), refusal, "it is too large");
        refused.add(Jobs.job(8), refusal, "it is too large");
        assertThatThrownBy(() -> refused.requireUnknown(Jobs.job(7)))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessage("it is too large");
        assertThatCode(() -> refused.requireUnknown(Jobs.job(8))).doesNotThrowAnyException();
    }

    @Test
    void a_record_with_a_refusal_of_its_own_is_refused_however_many_were_before() {
        for (int offset = 0; offset < 3; offset++) {
            refused.add(Jobs.job(offset), new RecordTooLargeException("too large"), "it is too large");
        }
        for (int offset = 0; offset < 3; offset++) {
            int each = offset;
            assertThatThrownBy(() -> refused.requireUnknown(Jobs.job(each)))
                    .isInstanceOf(RejectedRecordException.class);
        }
    }
}
