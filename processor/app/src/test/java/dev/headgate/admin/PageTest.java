package dev.headgate.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.headgate.Needed;
import dev.headgate.dashboard.StateView;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import dev.headgate.state.TimeCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, before an engine that is made up. */
@Tag("page")
@Timeout(60)
class PageTest {
    private static final String TOKEN = "a-token-of-the-test";
    private static final int PATIENCE_MILLIS = 20_000;
    private static final PartitionSnapshot HEALTHY = Snapshots.partition(0, 0);

    @SuppressWarnings("NullAway.Init") // before all tests, or they are skipped
    private static Playwright playwright;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile Supplier<Snapshots> engine = () -> new Snapshots().partitions(HEALTHY);
    private volatile LagSnapshot lag = LagSnapshot.NONE;

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    @SuppressWarnings("NullAway.Init")
    private BrowserContext context;

    @BeforeAll
    static void launch() {
        Needed.assumeThere(Chromium.path().isPresent(), "chromium", "chromium");
        playwright = Chromium.driver();
        browser = Chromium.launch(playwright, PATIENCE_MILLIS);
        com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void serve() throws IOException {
        start(Optional.of(new AdminServer.Control(TOKEN, recorded(), new EndedRecords()::subscribe)));
    }

    private void start(Optional<AdminServer.Control> control) throws IOException {
        StateView view = new StateView("billing", List.of("orders"), this::snapshot, () -> lag, () -> TimeCounts.NONE);
        server =
                AdminServer.start("localhost", 0, view, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), control);
    }

    private EngineSnapshot snapshot() {
        return engine.get().at(System.currentTimeMillis()).take();
    }

    /** Writes down what is asked, whatever commands there are. */
    private Commands recorded() {
        return (Commands) Proxy.newProxyInstance(
                Commands.class.getClassLoader(), new Class<?>[] {Commands.class}, (_, method, args) -> {
                    commands.add(method.getName() + " " + Arrays.toString(args));
                    return null;
                });
    }

    private String origin() {
        return "http://localhost:" + server.port() + "/";
    }

    private Page open() {
        return open(1_400, ColorScheme.LIGHT);
    }

    private Page open(int width, ColorScheme scheme) {
        context = browser.newContext(
                new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(origin()) && !request.url().startsWith("data:")) {
                complaints.add("a request left for " + request.url());
            }
        });
        page.navigate(origin());
        assertThat(page.locator("#connection")).hasText("live");
        return page;
    }

    @AfterEach
    void end() {
        if (context != null) {
            context.close();
        }
        server.close();
    }

    private static Locator row(Page page, String partition) {
        return page.locator("#rows tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.CELL,
                                new Page.GetByRoleOptions().setName(partition).setExact(true))));
    }

    @Test
    void a_pause_is_shown_with_its_reason_in_the_picture_the_strip_and_the_row() {
        engine = () -> new Snapshots()
                .paused(PauseReason.DOWNSTREAM_UNAVAILABLE)
                .partitions(Snapshots.partition(
                        0,
                        0,
                        PauseReason.DOWNSTREAM_UNAVAILABLE,
                        Map.of(PauseReason.DOWNSTREAM_UNAVAILABLE, System.currentTimeMillis() % 1_000_000_000)));
        Page page = open();
        assertThat(page.locator("#headline")).containsText("the downstream is unavailable");
        assertThat(page.locator("#verdict")).hasAttribute("data-level", "BAD");
        assertThat(page.locator("[data-part=gate]")).containsText("closed");
        assertThat(page.locator("#pauses"))
                .hasAttribute("aria-label", Pattern.compile("downstream is unavailable, \\d+ %"));
        assertThat(page.locator("#pauses-legend")).containsText("the downstream is unavailable");
        assertThat(row(page, "orders-0")).containsText("paused: the downstream is unavailable");
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_partition_is_shown_with_its_lag_and_a_stuck_record_with_its_offset() {
        engine = () ->
                new Snapshots().partitions(HEALTHY, Snapshots.partition(3, 300_000, PauseReason.WINDOW, Map.of()));
        lag = new LagSnapshot(
                System.currentTimeMillis(),
                List.of(new PartitionLag("orders", 3, 4_363, 42, 4_321, OptionalLong.of(61_000), false, 0)),
                Optional.empty());
        Page page = open();
        assertThat(row(page, "orders-3")).containsText("4,321");
        assertThat(row(page, "orders-3")).containsText("stuck, paused: its window is full");
        assertThat(page.locator("#headline")).containsText("Stuck: orders-3@42");
        assertThat(page.locator("#chart-lag")).hasAttribute("aria-label", Pattern.compile("lag: now 4.3K, lowest"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void what_failed_is_shown_with_its_reason_and_how_often() {
        engine = () -> new Snapshots()
                .error("orders-0@7 attempt 1: IllegalStateException: boom")
                .failed(System.currentTimeMillis(), Map.of("java.lang.IllegalStateException", 5L))
                .counted(10, 5, 5, 0);
        Page page = open();
        assertThat(page.locator("#reasons")).containsText("java.lang.IllegalStateException");
        assertThat(page.locator("#events li").filter(new Locator.FilterOptions().setHasText("boom")))
                .containsText("×");
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_command_with_the_token_reaches_the_engine_and_one_without_does_not() {
        Page page = open();
        page.getByLabel("Token").fill("a wrong one");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Pause").setExact(true))
                .click();
        assertThat(page.locator("#answer")).containsText("not that of headgate.admin.control-token");
        assertThat(commands).isEmpty();
        page.getByLabel("Token").fill(TOKEN);
        page.locator("#target").fill("orders-0");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Pause").setExact(true))
                .click();
        assertThat(page.locator("#answer")).containsText("Done: pause of orders-0");
        assertThat(commands).containsExactly("pause [orders-0, true]");
        assertThat(page.url()).isEqualTo(origin());
    }

    @Test
    void a_token_in_the_address_is_taken_into_the_field_and_limits_are_set_by_it() {
        Page page = open();
        page.navigate(origin() + "#token=" + TOKEN);
        page.reload(); // as a reader who opens that address: to go from # to # loads nothing
        assertThat(page.getByLabel("Token")).hasValue(TOKEN);
        assertThat(page.url()).isEqualTo(origin());
        page.locator("#limit-workers").fill("3");
        page.locator("#limit-rate").fill("0.5");
        press(page, "Limit");
        assertThat(page.locator("#answer")).containsText("Done: limit of workers to 3 and rate to 0.5 records/s");
        assertThat(commands).containsExactly("limitWorkers [3]", "limitRate [0.5]");
    }

    @Test
    void dead_letters_are_counted_at_a_press_and_put_back_at_another_that_asks_first() {
        Page page = open();
        page.getByLabel("Token").fill(TOKEN);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onDialog(dialog -> {
            asked.add(dialog.message());
            dialog.accept();
        });
        page.locator("button[value=count]").click();
        assertThat(page.locator("#answer")).containsText("Done:");
        assertThat(asked).isEmpty();
        page.locator("button[value=redrive]").click();
        await().until(() -> commands.size() == 2);
        assertThat(asked).hasSize(1);
        assertThat(commands.getFirst()).startsWith("redrive").contains("dryRun=true");
        assertThat(commands.getLast()).startsWith("redrive").contains("dryRun=false");
    }

    private static void press(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    @Test
    void without_a_token_the_page_says_how_to_get_control() throws IOException {
        server.close();
        start(Optional.empty());
        Page page = open();
        assertThat(page.locator("#control-off")).containsText("headgate.admin.control-token");
        assertThat(page.locator("#control-form")).isHidden();
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_end_of_the_stream_is_shown_and_nothing_old_passes_for_new() {
        Page page = open();
        server.close();
        assertThat(page.locator("#connection")).containsText("No answer from the processor");
        assertThat(page.locator("#verdict")).hasAttribute("data-level", "OLD");
    }

    @Test
    void many_partitions_are_reached_by_the_keyboard() {
        engine = () -> new Snapshots()
                .partitions(IntStream.range(0, 200)
                        .mapToObj(number -> Snapshots.partition(number, 0))
                        .toArray(PartitionSnapshot[]::new));
        Page page = open();
        page.locator("#grid button").first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#grid-note")).containsText("orders-1:");
        page.keyboard().press("Enter");
        assertThat(page.locator("#rows tr")).hasCount(1);
        assertThat(row(page, "orders-1")).isVisible();
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1400, LIGHT", "1400, DARK", "390, LIGHT", "390, DARK"})
    void no_layout_is_wider_than_its_screen_and_dark_is_dark(int width, ColorScheme scheme) {
        engine = () -> new Snapshots()
                .error("orders-0@7 attempt 1: " + "AVeryLongNameOfAnException".repeat(10))
                .failed(System.currentTimeMillis(), Map.of("a.package." + "LongNamed".repeat(12), 5L))
                .counted(1_000_000_000_000L, 999_999_999_999L, 5, 0);
        Page page = open(width, scheme);
        assertThat(page.locator("#events li").first()).isVisible();
        assertThat(page.locator("#reasons-box")).isVisible();
        // The charts take their width once they are laid out. Not asked by frame: a browser that is short of time
        // paints none.
        page.waitForFunction(
                "width => document.documentElement.scrollWidth <= width",
                width,
                new Page.WaitForFunctionOptions().setPollingInterval(100));
        String ground = (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
        assertThat(ground).isEqualTo(scheme == ColorScheme.DARK ? "rgb(18, 22, 28)" : "rgb(246, 247, 249)");
        assertThat(complaints).isEmpty();
    }

    @Test
    void before_the_first_figures_the_page_claims_nothing() {
        context = browser.newContext();
        Page page = context.newPage();
        page.route("**/api/stream", route -> {});
        page.navigate(origin());
        assertThat(page.locator("#headline")).hasText("Waiting for the first figures");
        assertThat(page.locator("#verdict")).hasAttribute("data-level", "NONE");
    }
}
