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
                : ConditionEvaluationResult.disabled("no Docker engine answers, or not to Testcontainers");
    }

    private static boolean isAvailable() {
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                System.out.println("[headgate] no Docker engine answers: the Testcontainers suite is SKIPPED");
                return false;
            }
            DockerClientFactory.instance().client(); // starts Testcontainers' own helper, which wants privileges
        } catch (RuntimeException | ExceptionInInitializerError e) {
            System.out.println("[headgate] the Docker engine does not let Testcontainers work (" + e
                    + "; try TESTCONTAINERS_RYUK_DISABLED=true): the Testcontainers suite is SKIPPED");
            return false;
        }
        System.out.println("[headgate] a Docker engine answers: the Testcontainers suite runs");
        return true;
    }
}
