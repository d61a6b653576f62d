package dev.headgate.app;

import dev.headgate.dashboard.HumanFormat;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.top.StateClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** What the processors that run say of their partitions, by their endpoints. */
final class RunningProcessors {
    private final Map<TopicPartition, String> states = new HashMap<>();
    private final List<String> unanswered = new ArrayList<>();

    private RunningProcessors() {}

    /** Asks each of them for its state, all at a time. */
    static RunningProcessors ask(List<String> addresses) throws InterruptedException {
        RunningProcessors all = new RunningProcessors();
        try (StateClient client = new StateClient()) {
            Map<String, StateClient.Question> questions = new LinkedHashMap<>();
            for (String address : addresses) {
                try {
                    questions.put(address, client.ask(StateClient.address(address)));
                } catch (IllegalArgumentException e) {
                    all.unanswered.add("--admin " + e.getMessage());
                }
            }
            for (Map.Entry<String, StateClient.Question> question : questions.entrySet()) {
                all.take(question.getKey(), question.getValue().await());
            }
        }
        return all;
    }

    private void take(String address, StateClient.Answer answer) {
        if (answer.frame().isEmpty()) {
            unanswered.add("no processor answers at " + address + ", so whether its partitions are paused is not known;"
                    + " name the endpoint with --admin HOST:PORT");
            return;
        }
        for (PartitionSnapshot partition : answer.frame().get().engine().partitions()) {
            states.put(
                    new TopicPartition(partition.topic(), partition.partition()),
                    partition.pauseReason() == PauseReason.NONE
                            ? "consuming"
                            : "paused: " + HumanFormat.lower(partition.pauseReason()));
        }
    }

    /** Whether the partition is consumed or paused, and why; empty if no processor that answered owns it. */
    Optional<String> stateOf(TopicPartition partition) {
        return Optional.ofNullable(states.get(partition));
    }

    /** One line for each that did not answer. */
    List<String> unanswered() {
        return unanswered;
    }
}
