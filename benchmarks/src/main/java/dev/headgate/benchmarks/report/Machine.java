package dev.headgate.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import dev.headgate.internal.KafkaVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the figures were measured on.
 *
 * @param processor the processor's name, as the system has it
 * @param cores how many of it
 * @param memoryGib memory in GiB
 * @param system name and version of the operating system
 * @param java version of the JVM
 * @param kafka version of Kafka's client and broker
 */
public record Machine(String processor, int cores, long memoryGib, String system, String java, String kafka) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This one. */
    public static Machine here() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / 0x1p30),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                KafkaVersion.ofClients());
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    @Override
    public String toString() {
        return "%d cores of %s, %d GiB, %s, %s, Kafka %s".formatted(cores, processor, memoryGib, system, java, kafka);
    }
}
