package dev.headgate.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips a class where no Docker engine answers, and says so where nobody can miss it. */
final class DockerCondition implements ExecutionCondition {
    private static final boolean AVAILABLE = isAvailable();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AVAILABLE
                ? ConditionEvaluationResult.enabled("a Docker engine answers")
                : ConditionEvaluationResult.disabled("no Docker engine answers");
    }

    private static boolean isAvailable() {
        boolean available = DockerClientFactory.instance().isDockerAvailable();
        System.out.println(
                available
                        ? "[headgate] a Docker engine answers: the Testcontainers suite runs"
                        : "[headgate] no Docker engine answers: the Testcontainers suite is SKIPPED");
        return available;
    }
}
