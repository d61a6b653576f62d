package dev.headgate.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process is started with. */
@Timeout(60)
class ChildJvmTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> OF_THE_CELL = List.of("-Xms2g", "-Xmx2g");

    @TempDir
    Path directory;

    @Test
    void a_process_has_the_heap_that_its_cell_needs() throws Exception {
        assertThat(heapOf(new ChildJvm(List.of()).with(OF_THE_CELL))).isEqualTo("-Xmx2g");
    }

    @Test
    void an_option_of_the_command_line_stands_above_what_the_cell_needs() throws Exception {
        assertThat(heapOf(new ChildJvm(List.of("-Xms64m", "-Xmx64m")).with(OF_THE_CELL)))
                .isEqualTo("-Xmx64m");
    }

    private String heapOf(ChildJvm jvm) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        jvm.run(PrintHeap.class, List.of(), log, LIMIT);
        return Files.readString(log).strip();
    }

    /** Prints the largest heap that its JVM was started with. */
    static final class PrintHeap {
        private PrintHeap() {}

        public static void main(String[] args) {
            long largest = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("MaxHeapSize")
                    .getValue());
            long mib = largest >> 20;
            System.out.println("-Xmx" + (mib % 1024 == 0 ? mib / 1024 + "g" : mib + "m"));
        }
    }
}
