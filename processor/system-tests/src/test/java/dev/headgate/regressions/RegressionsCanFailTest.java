package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.simulation.Edit;
import dev.headgate.simulation.MutatingLoader;
import dev.headgate.simulation.SilentEngine;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each named regression can fail: it does with a bug like the one that it is named after. Test and engine are loaded once
 * more for each, with the bug in the bytecode, beside one another on the broker of all tests.
 */
@Tag("broker")
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SilentEngine.class)
@Timeout(150)
class RegressionsCanFailTest {
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("headgate.regressions.patience", 4));
    private static final int SIDE_BY_SIDE = 8;
    private static final List<Class<?>> CLASSES = List.of(
            CommitRegressionsTest.class,
            MemoryRegressionsTest.class,
            OffsetRegressionsTest.class,
            OrderRegressionsTest.class,
            PauseRegressionsTest.class,
            RebalanceRegressionsTest.class,
            TimeRegressionsTest.class,
            TopicRegressionsTest.class);

    /** @param applied the edits that found their place */
    private record Run(Optional<Throwable> failure, Set<Edit> applied) {}

    private final ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    private final Map<RegressionBug, Future<Run>> runs = new EnumMap<>(RegressionBug.class);

    @BeforeAll
    void plant() {
        for (RegressionBug bug : RegressionBug.values()) {
            runs.put(bug, threads.submit(() -> run(bug.test(), bug.method(), bug.edits())));
        }
    }

    /** What failed has left engines behind, which would take time from the tests to come. */
    @AfterAll
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("headgate-poll")) {
                thread.interrupt();
                assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    private static Run run(Class<?> test, String method, List<Edit> edits) throws Exception {
        MutatingLoader loader = new MutatingLoader(edits, RegressionsCanFailTest::isShared);
        Field patience = loader.loadClass(RegressionTopic.class.getName()).getDeclaredField("patience");
        patience.setAccessible(true);
        patience.set(null, PATIENCE);
        Class<?> changed = loader.loadClass(test.getName());
        Constructor<?> constructor = changed.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        for (Method each : changed.getDeclaredMethods()) {
            if (each.isAnnotationPresent(BeforeEach.class)) {
                each.setAccessible(true);
                each.invoke(instance);
            }
        }
        Method sentence = Arrays.stream(changed.getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow();
        sentence.setAccessible(true);
        Object[] arguments = sentence.getParameterCount() == 0 ? new Object[0] : new Object[] {300};
        try {
            sentence.invoke(instance, arguments);
            return new Run(Optional.empty(), new HashSet<>(loader.applied()));
        } catch (InvocationTargetException e) {
            return new Run(Optional.ofNullable(e.getCause()), new HashSet<>(loader.applied()));
        }
    }

    /** The broker, and what asks it. */
    private static boolean isShared(String name) {
        return name.startsWith("dev.headgate.localkafka.") || name.equals("dev.headgate.TestKafka");
    }

    @ParameterizedTest
    @EnumSource
    void fails_with_a_bug_like_its_own(RegressionBug bug) throws Exception {
        Run run = Objects.requireNonNull(runs.get(bug)).get();
        assertThat(run.applied()).as("edits made").isEqualTo(Set.copyOf(bug.edits()));
        assertThat(run.failure())
                .as(bug.method())
                .hasValueSatisfying(failure ->
                        assertThat(failure).isInstanceOfAny(AssertionError.class, ConditionTimeoutException.class));
    }

    @Test
    void and_passes_in_the_same_way_without_one() throws Exception {
        Run run =
                run(CommitRegressionsTest.class, "a_commit_that_was_sent_and_failed_is_not_taken_for_done", List.of());
        assertThat(run.failure()).isEmpty();
    }

    @Test
    void no_regression_is_left_out() {
        Set<String> named = CLASSES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertThat(Stream.of(RegressionBug.values()).map(RegressionBug::method)).containsAll(named);
    }
}
