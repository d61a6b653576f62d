package dev.headgate.top;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.headgate.admin.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Makes the pictures of the documents: of the page, and of {@code headgate top}. No test of the build: {@code ./headgate
 * pictures} runs it beside a demo, whose address is the system property {@code headgate.pictures}.
 */
@Tag("page")
@Timeout(300)
class Pictures {
    private static final Path FOLDER = Path.of("..", "..", "docs", "pictures");
    private static final Duration A_MINUTE_OF_CHARTS = Duration.ofSeconds(70);
    private static final int WIDTH = 1_280;
    private static final int COLUMNS = 118;
    private static final Map<String, String> CSS = Map.of(
            "1", "font-weight:bold;",
            "2", "opacity:.6;",
            "31", "color:#ff7b72;",
            "32", "color:#56d364;",
            "33", "color:#e3b341;");

    private final String address =
            Optional.ofNullable(System.getProperty("headgate.pictures")).orElse("http://localhost:8080");

    @Test
    void of_the_page_and_of_the_terminal() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        try (Playwright driver = Chromium.driver();
                Browser browser = Chromium.launch(driver, 20_000)) {
            Page page = page(browser, 1_140);
            page.navigate(address);
            TimeUnit.MILLISECONDS.sleep(A_MINUTE_OF_CHARTS.toMillis());
            shoot(page, "page.png");
            Page terminal = page(browser, 100);
            terminal.setContent(terminal());
            shoot(terminal.locator("pre"), "top.png");
        }
    }

    private static Page page(Browser browser, int height) {
        return browser.newContext(new Browser.NewContextOptions()
                        .setColorScheme(ColorScheme.LIGHT)
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setViewportSize(WIDTH, height))
                .newPage();
    }

    private static void shoot(Page page, String name) throws IOException {
        Files.write(FOLDER.resolve(name), page.screenshot());
    }

    private static void shoot(Locator part, String name) throws IOException {
        Files.write(FOLDER.resolve(name), part.screenshot());
    }

    /** A frame of {@code headgate top} as a page: the screen's own lines, with their colours. */
    private String terminal() throws InterruptedException {
        try (StateClient client = new StateClient()) {
            Fleet fleet = new Fleet(List.of(StateClient.address(address)), client, InstantSource.system());
            fleet.askOnce();
            assertThat(fleet.seen()).allMatch(each -> each.frame().isPresent());
            RenderOptions render = new RenderOptions(
                    COLUMNS,
                    RenderOptions.ENDLESS,
                    PartitionSort.LAG,
                    0,
                    InstantSource.system().instant(),
                    ZoneOffset.UTC,
                    Glyphs.UNICODE);
            return Screen.draw(fleet.seen(), render).lines().stream()
                    .map(Pictures::html)
                    .collect(Collectors.joining(
                            "\n",
                            "<body style='margin:0'><pre"
                                    + " style='margin:0;padding:14px;display:inline-block;background:#11161c;color:#d7dde4;font:14px/1.35"
                                    + " \"DejaVu Sans Mono\",monospace'>",
                            "</pre>"));
        }
    }

    private static String html(AttributedString line) {
        StringBuilder html = new StringBuilder();
        for (int from = 0; from < line.length(); ) {
            int to = line.runLimit(from);
            html.append("<span style='")
                    .append(style(line.styleAt(from)))
                    .append("'>")
                    .append(escaped(line.subSequence(from, to).toString()))
                    .append("</span>");
            from = to;
        }
        return html.toString();
    }

    private static String style(AttributedStyle style) {
        return Arrays.stream(style.toAnsi().split(";", -1))
                .map(code -> CSS.getOrDefault(code, ""))
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
