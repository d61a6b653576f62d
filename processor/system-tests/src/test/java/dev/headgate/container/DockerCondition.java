package dev.headgate.container;

import dev.headgate.Needed;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips a class where no Docker engine answers. */
final class DockerCondition implements ExecutionCondition {
    private static final boolean AVAILABLE = isAvailable();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AVAILABLE
                ? ConditionEvaluationResult.enabled("a Docker engine answers")
                : ConditionEvaluationResult.disabled(Needed.reason("a Docker engine", "docker.io"));
    }

    private static boolean isAvailable() {
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return false;
            }
            DockerClientFactory.instance().client(); // starts Testcontainers' own helper, which wants privileges
        } catch (RuntimeException | ExceptionInInitializerError e) {
            System.out.println("[headgate] the Docker engine does not let Testcontainers work (" + e
                    + "; try TESTCONTAINERS_RYUK_DISABLED=true)");
            return false;
        }
        return true;
    }
}
