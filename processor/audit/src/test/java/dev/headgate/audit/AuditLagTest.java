package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(60)
class AuditLagTest {
    private final String input = TestKafka.newTopic(1);
    private final String id = "audit-of-" + input;
    private final String repartitioned = id + "-" + AuditTopology.OBSERVATIONS + "-repartition";

    /** An admin client during whose first question about committed offsets the audit goes on. */
    private static final class MeanwhileAdmin extends ForwardingAdmin {
        private Optional<Runnable> meanwhile;

        MeanwhileAdmin(Runnable meanwhile) {
            super(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
            this.meanwhile = Optional.of(meanwhile);
        }

        @Override
        public ListConsumerGroupOffsetsResult listConsumerGroupOffsets(
                Map<String, ListConsumerGroupOffsetsSpec> groups, ListConsumerGroupOffsetsOptions options) {
            Optional<Runnable> now = meanwhile;
            meanwhile = Optional.empty();
            now.ifPresent(Runnable::run);
            return super.listConsumerGroupOffsets(groups, options);
        }
    }

    /** What an instance does with the input's records: it passes them on, and commits. */
    private void passOn(Admin admin, int records) {
        TestKafka.produce(repartitioned, records, 1);
        commit(admin, input, records);
    }

    private void commit(Admin admin, String topic, long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
        admin.alterConsumerGroupOffsets(id, offsets)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void records_that_go_from_one_topic_to_the_next_while_the_brokers_are_asked_are_still_to_be_read()
            throws Exception {
        try (Admin audit = TestKafka.admin();
                AuditLag lag = new AuditLag(new MeanwhileAdmin(() -> passOn(audit, 7)), id, List.of(input))) {
            audit.createTopics(List.of(new NewTopic(repartitioned, 1, (short) 1)))
                    .all()
                    .get();
            TestKafka.produce(input, 7, 1);
            assertThat(lag.read()).as("passed on, and not matched").isEqualTo(new AuditLag.Progress(7, 7));
            commit(audit, repartitioned, 7);
            assertThat(lag.read()).as("matched").isEqualTo(new AuditLag.Progress(0, 7));
        }
    }
}
