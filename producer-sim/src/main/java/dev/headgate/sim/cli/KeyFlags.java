package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptionsBuilder;
import dev.headgate.sim.keys.KeyDistribution;
import picocli.CommandLine.Option;

/** The options about keys and partitions. */
final class KeyFlags {

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Number of different keys; 0 for records without a key. Default: 10000.")
    private int keys = 10_000;

    @Option(
            names = "--key-distribution",
            paramLabel = "HOW",
            description =
                    "uniform, round-robin, zipf:s=1.1, hot:share=80%%,keys=3,rotate=10000 (80 %% of the records on 3 keys,"
                            + " others after 10000 records), single or null. Default: uniform.")
    private String distribution = "uniform";

    @Option(
            names = "--partition-skew",
            paramLabel = "S",
            description =
                    "Puts keys unevenly on partitions: partition p is as likely as 1/(p+1)^S. Default: 0, which leaves"
                            + " it to Kafka's partitioner.")
    private double skew;

    void apply(SimOptionsBuilder options) {
        options.keys(keys)
                .keyDistribution(SimException.reading("--key-distribution", () -> KeyDistribution.parse(distribution)))
                .partitionSkew(skew);
    }
}
