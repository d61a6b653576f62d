package dev.headgate.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ScreenTest {
    private static final PartitionSnapshot FIRST =
            Processors.partition("orders", 1, PauseReason.NONE, 90_000, "ffff0000f0f00000");
    private static final PartitionSnapshot SECOND = Processors.partition("orders", 2, PauseReason.QUEUE, 1_000, "");

    private static RenderOptions render(int width, int height, PartitionSort sort, int scroll) {
        return new RenderOptions(width, height, sort, scroll, Processors.NOW, ZoneOffset.UTC, Glyphs.ASCII);
    }

    private static List<String> draw(RenderOptions render, Instance... instances) {
        return Screen.draw(List.of(instances), render).lines().stream()
                .map(AttributedString::toString)
                .toList();
    }

    private static PartitionSnapshot[] many(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Processors.partition(topic, number, PauseReason.FAIR_SHARE, 5, ""))
                .toArray(PartitionSnapshot[]::new);
    }

    @Test
    void says_how_it_does_why_it_pauses_and_whether_data_is_lost() {
        assertThat(String.join(
                        "\n", draw(render(160, 40, PartitionSort.LAG, 0), Processors.paused("a:1", FIRST, SECOND))))
                .contains(
                        "* Paused 85 % of the last minute: queue",
                        "Nothing lost: all is well",
                        "running   group billing   topics orders   at a:1",
                        "2 partitions, 1 paused > gate shut: queue > queue [####...........|...|..] 20/100 in flight"
                                + " > workers 8/8 > sink or retry 8",
                        "in 1,234/s   out 1,200/s   retries 3/s   given up 1/s   lag 9,200 records, 1.5 s",
                        "queue 1.3 9.5   handler 1.3 9.5   sink 1.3 9.5",
                        "dead letters 0",
                        "last error: boom [2J of the sink");
    }

    @Test
    void a_lane_shows_lag_pause_holes_and_the_oldest_record() {
        List<String> lines = draw(render(200, 40, PartitionSort.LAG, 0), Processors.paused("a:1", FIRST, SECOND));
        String lane = lines.stream()
                .filter(line -> line.startsWith("orders-1"))
                .findFirst()
                .orElseThrow();
        assertThat(lane.split(" +"))
                .containsExactly(
                        "orders-1",
                        "1,000",
                        "1.5",
                        "s",
                        "-",
                        "12",
                        "################................####....####....................",
                        "90",
                        "s",
                        "12345678901");
    }

    @Test
    void what_is_sorted_for_comes_first() {
        Instance instance = Processors.paused("a:1", FIRST, SECOND);
        for (PartitionSort sort : PartitionSort.values()) {
            List<String> lines = draw(render(100, RenderOptions.ENDLESS, sort, 0), instance);
            String expected = sort == PartitionSort.AGE ? "orders-1" : "orders-2";
            assertThat(lines.stream().filter(line -> line.startsWith("orders-")).findFirst())
                    .as(sort.name())
                    .hasValueSatisfying(line -> assertThat(line).startsWith(expected));
        }
        assertThat(PartitionSort.AGE.next()).isEqualTo(PartitionSort.LAG);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "200, 50", "40, 10", "20, 5", "10, 3", "1, 1"})
    void nothing_reaches_beyond_the_terminal(int width, int height) {
        List<PartitionSnapshot> partitions = new ArrayList<>(List.of(many("t".repeat(249), 30)));
        partitions.addAll(List.of(many("漢字の話題", 3)));
        Instance long1 = Processors.paused(
                "a-host-with-a-long-name.example.com:8080", partitions.toArray(PartitionSnapshot[]::new));
        for (Instance[] instances :
                new Instance[][] {{long1}, {long1, Processors.gone("b:2", 17), long1}, {Processors.gone("b:2", 1)}}) {
            List<AttributedString> lines = Screen.draw(List.of(instances), render(width, height, PartitionSort.LAG, 7))
                    .lines();
            assertThat(lines).hasSizeLessThanOrEqualTo(height);
            assertThat(lines).allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(width));
        }
    }

    @Test
    void a_narrow_terminal_has_the_columns_that_matter_and_the_number_of_a_long_name() {
        List<String> lines =
                draw(render(80, 24, PartitionSort.LAG, 0), Processors.paused("a:1", many("t".repeat(249), 12)));
        assertThat(lines).hasSize(24);
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("~", "t-11", "11,000", "fair share"));
    }

    @Test
    void all_partitions_can_be_scrolled_to_and_no_further() {
        Instance instance = Processors.paused("a:1", many("orders", 100));
        Screen.Page last = Screen.draw(List.of(instance), render(80, 24, PartitionSort.LAG, Integer.MAX_VALUE));
        assertThat(last.scroll()).isBetween(90, 96);
        assertThat(last.lines()).anySatisfy(line -> assertThat(line.toString()).startsWith("orders-0 "));
        assertThat(last.lines().getLast().toString()).contains("to 100 of 100");
        assertThat(Screen.draw(List.of(instance), render(80, 24, PartitionSort.LAG, -5))
                        .scroll())
                .isZero();
    }

    @Test
    void one_that_is_gone_says_since_when_beside_those_that_answer() {
        assertThat(draw(
                        render(80, 24, PartitionSort.LAG, 0),
                        Processors.paused("a:1", FIRST),
                        Processors.gone("b:2", 17)))
                .anySatisfy(line -> assertThat(line).contains("1 of 2 processors answer"))
                .anySatisfy(
                        line -> assertThat(line).contains("#2 * b:2: gone since 09:59:43 (17 s), no answer within 3 s"))
                .anySatisfy(line -> assertThat(line).startsWith("#1 orders-1"));
    }

    @Test
    void nothing_in_a_name_moves_the_cursor() {
        Instance hostile =
                Processors.paused("a:1", Processors.partition("x\u001b[2J\r\n\u202e", 0, PauseReason.NONE, 1, "zz"));
        assertThat(String.join("", draw(render(120, 24, PartitionSort.LAG, 0), hostile)))
                .doesNotContain("\u001b", "\r", "\n", "\u202e")
                .contains("x [2J");
    }
}
