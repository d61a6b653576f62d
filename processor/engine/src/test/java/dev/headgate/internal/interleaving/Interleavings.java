package dev.headgate.internal.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a scenario of several threads again and again, each time in another order of their steps, by Lincheck's model checker
 * (Koval et al., <i>Lincheck: A Practical Framework for Testing Concurrent Data Structures on JVM</i>, CAV 2023). It switches
 * threads at accesses to shared memory, and sees broken promises, deadlocks and endless loops.
 *
 * <p>On JDK 25, Lincheck 3.7 reads Java 25's class files and follows {@code VarHandle}s, parking and platform threads, so
 * neither jcstress nor Fray is needed. Lost wake-ups it sees by the help of {@link Parking}.
 * The pool of the workers it can't run, since those start threads of their own; {@code WakeUpTest} looks at that. What it assumes is sequential consistency: whether an acquire is missing somewhere it
 * can't tell. How many orders are tried is the system property {@code headgate.interleavings}; they are the same ones in
 * each run.
 */
public final class Interleavings {
    /** How many orders of a scenario are tried. */
    public static final int COUNT = Integer.getInteger("headgate.interleavings", 250);

    private static final String VERDICTS =
            "= Concurrent test failed = .*AssertionError.*|= The execution has hung.*|= Concurrent test has hung.*";

    private static final Logger LOG = LoggerFactory.getLogger(Interleavings.class);

    private Interleavings() {}

    /**
     * No order of the scenario's steps breaks what it asserts, or gets stuck.
     *
     * @param altered what is no fault, and has to be altered all the same for Lincheck to see one
     */
    public static void hold(Class<? extends Runnable> scenario, Mutation... altered) {
        Runnable made = made(altered.length == 0 ? scenario : new Mutants(List.of(altered)).scenario(scenario));
        assertThat(catchThrowable(() -> explore(made))).isNull();
    }

    /** With this fault, some order of the scenario's steps breaks what it asserts, or gets stuck. */
    public static void find(Class<? extends Runnable> scenario, Mutation... mutation) {
        Runnable mutant = made(new Mutants(List.of(mutation)).scenario(scenario));
        Throwable found = catchThrowable(() -> explore(mutant));
        assertThat(found).as("%s", List.of(mutation)).isInstanceOf(LincheckAssertionError.class);
        String first = firstLine(found);
        assertThat(first).as("%s", List.of(mutation)).matches(VERDICTS);
        LOG.info("{}: {}", List.of(mutation), first);
    }

    /** What was broken. Lincheck reports troubles of its own by the same exception, and they prove nothing. */
    private static String firstLine(Throwable found) {
        return String.valueOf(found.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    private static void explore(Runnable scenario) {
        Lincheck.runConcurrentTest(COUNT, scenario);
    }

    private static Runnable made(Class<? extends Runnable> scenario) {
        try {
            var constructor = scenario.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs these on threads of their own, and waits for all. For scenarios. */
    public static void together(Runnable... tasks) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            threads.add(new Thread(task));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Fails the scenario. */
    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
