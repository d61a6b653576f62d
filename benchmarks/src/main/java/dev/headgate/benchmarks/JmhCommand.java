package dev.headgate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Runs the JMH benchmarks of the hot structures. */
@Command(
        name = "jmh",
        description = "Measures the hot structures one by one with JMH, whose options it takes, e.g. -prof gc.")
final class JmhCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Parameters(arity = "0..*", description = "Regular expressions for the benchmarks to run.")
    private List<String> benchmarks = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> all = new ArrayList<>(benchmarks);
        all.addAll(options);
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
        return 0;
    }
}
