package dev.headgate.audit.cli;

import dev.headgate.audit.AuditOptions;
import dev.headgate.audit.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit on the command line is to do.
 *
 * @param options what is audited; the number of partitions is still open
 * @param kafka properties for Kafka's clients
 * @param instance where this instance runs
 * @param conditions what the verdict must not say
 * @param untilIdle ends when nothing has come for this long
 * @param length ends after this long at the latest
 * @param examples how many records of each kind of trouble to name
 * @param run the run that must be there
 */
record AuditPlan(
        AuditOptions.Builder options,
        Map<String, Object> kafka,
        AuditInstanceOptions instance,
        List<Condition> conditions,
        Optional<Duration> untilIdle,
        Optional<Duration> length,
        int examples,
        Optional<String> run) {
    /** Whether it goes on until it is stopped. */
    boolean follows() {
        return untilIdle.isEmpty();
    }
}
