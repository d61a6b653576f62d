package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import dev.headgate.internal.dispatch.Lanes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BoundBatchesTest {
    /** Else the poll thread took it for another's and ended it a second time, which ended the engine. */
    @Test
    void a_run_of_the_first_job_stays_that_though_a_worker_ends_this_job_meanwhile() {
        SourcePartition source = Jobs.source();
        Job first = Jobs.job(0, "key", source, new Lanes(Ordering.KEY));
        BoundBatches bound = new BoundBatches();
        bound.bind(Batch.of(first));
        source.revoke();

        List<BoundBatches.Revoked> revoked = bound.takeRevokedThatWait();
        assertThat(bound.unbind(first)).as("what the worker ends with it").isPresent();

        assertThat(revoked).singleElement().satisfies(run -> {
            assertThat(run.run().head()).isSameAs(first);
            assertThat(run.isOfTheFirst()).isTrue();
        });
    }
}
