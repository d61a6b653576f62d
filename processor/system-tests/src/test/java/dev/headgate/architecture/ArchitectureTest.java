package dev.headgate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.app.Cli;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.audit.PlantedRun;
import dev.headgate.audit.cli.AuditCommandProvider;
import dev.headgate.internal.dispatch.TransactionalSink;
import dev.headgate.internal.dispatch.TransactionalSinks;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.Simulator;
import dev.headgate.sink.http.HttpSink;
import java.io.ObjectInputStream;
import java.net.URL;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/DESIGN.md, and who may make threads, touch the consumer, read the clock and interrupt. */
@Timeout(60)
class ArchitectureTest {
    private static final String ROOT = "dev.headgate";
    private static final List<String> EXPORTED = List.of("api", "state", "sink.kafka");
    private static final List<String> BASE = List.of("api", "state", "internal", "internal.text");
    private static final List<String> PURE = List.of("internal.dispatch", "internal.offset", "internal.flow");
    private static final List<String> ENGINE =
            List.of("internal.consumer", "internal.worker", "internal.dispatch", "internal.offset", "internal.flow");

    private static JavaClasses code = new ClassFileImporter().importClasses();

    /** By their place, not by their package: tests and other modules live below the same package. */
    @BeforeAll
    static void read_the_class_files_of_the_four_modules() {
        List<URL> places = Stream.of(Headgate.class, HttpSink.class, Cli.class, AuditCommandProvider.class)
                .map(one -> one.getProtectionDomain().getCodeSource().getLocation())
                .toList();
        assertThat(places).doesNotHaveDuplicates();
        code = new ClassFileImporter().importUrls(places);
        // Rules about nothing hold, so whether the files could be read has to be asked.
        assertThat(code.contain(Headgate.class)).isTrue();
        for (String part :
                Stream.of(ENGINE, BASE, EXPORTED).flatMap(List::stream).toList()) {
            assertThat(code.stream()).as(part).anyMatch(c -> c.getPackageName().equals(ROOT + "." + part));
        }
    }

    /** Who may know whom. Packages that aren't listed are nobody's business but {@code app}'s. */
    static Stream<Arguments> arrows() {
        List<String> lower = Stream.of(BASE, PURE, List.of("internal.metrics"))
                .flatMap(List::stream)
                .toList();
        List<String> sink = Stream.of(BASE, PURE, List.of("internal.sink", "sink"))
                .flatMap(List::stream)
                .toList();
        return Stream.of(
                Arguments.of("api", List.of()),
                Arguments.of("state", List.of("api")),
                Arguments.of("internal", List.of("api", "state")),
                Arguments.of("internal.text", List.of()),
                Arguments.of("internal.dispatch", BASE),
                Arguments.of("internal.offset", BASE),
                Arguments.of("internal.flow", BASE),
                Arguments.of("internal.metrics", BASE),
                Arguments.of("internal.watch", BASE),
                Arguments.of("internal.consumer", lower),
                Arguments.of("internal.worker", lower),
                Arguments.of("internal.sink", BASE),
                Arguments.of("sink", sink),
                Arguments.of("net", List.of()),
                Arguments.of(
                        "audit",
                        Stream.of(BASE, List.of("internal.metrics", "net", "app"))
                                .flatMap(List::stream)
                                .toList()),
                Arguments.of(
                        "dashboard",
                        Stream.of(BASE, List.of("internal.metrics", "redrive"))
                                .flatMap(List::stream)
                                .toList()),
                Arguments.of(
                        "redrive",
                        Stream.of(
                                        BASE,
                                        List.of(
                                                "internal.offset",
                                                "internal.flow",
                                                "internal.metrics",
                                                "internal.sink",
                                                "sink"))
                                .flatMap(List::stream)
                                .toList()),
                Arguments.of(
                        "admin",
                        Stream.of(BASE, List.of("internal.metrics", "dashboard", "internal.watch", "net"))
                                .flatMap(List::stream)
                                .toList()),
                Arguments.of(
                        "top",
                        Stream.of(BASE, List.of("dashboard"))
                                .flatMap(List::stream)
                                .toList()));
    }

    @ParameterizedTest(name = "{0} knows {1}")
    @MethodSource("arrows")
    void a_package_knows_those_below_it_and_nobody_else(String from, List<String> known) {
        String[] allowed = below(Stream.concat(Stream.of(from), known.stream()).toArray(String[]::new));
        classes()
                .that()
                .resideInAnyPackage(below(from))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)))
                .allowEmptyShould(true)
                .check(code);
    }

    /** What is exported, between versions, is what a program may name: {@code docs/VERSIONS.md}. */
    @Test
    void the_library_knows_neither_application_nor_audit_nor_the_http_sink() throws ClassNotFoundException {
        JavaClasses library = library();
        for (JavaClass each : library) {
            String name = each.getPackageName();
            boolean isExported = name.equals(ROOT) || EXPORTED.contains(name.substring(ROOT.length() + 1));
            assertThat(isExported || name.startsWith(ROOT + ".internal"))
                    .as("%s is exported or internal", each.getName())
                    .isTrue();
        }
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(below("app", "admin", "audit", "config", "sink.http")))
                .check(library);
    }

    /** A program brings its own version of Kafka's clients. Of what is inside them, headers alone have stayed in their place. */
    @Test
    void the_library_uses_nothing_from_inside_of_kafkas_clients() {
        ArchRule rule = noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.kafka.common.utils..", "org.apache.kafka..internals..")
                                .and(not(equivalentTo(RecordHeaders.class))));
        rule.check(library());
        assertThat(rule.evaluate(code).hasViolation())
                .as("the rule sees what the programs use")
                .isTrue();
    }

    private static JavaClasses library() {
        return new ClassFileImporter()
                .importUrl(Headgate.class.getProtectionDomain().getCodeSource().getLocation());
    }

    /** Or else somebody had to name what may change any day. */
    @Test
    void no_signature_of_an_exported_type_names_an_internal_one() {
        List<JavaClass> exported =
                code.stream().filter(ArchitectureTest::isExported).toList();
        assertThat(exported).hasSizeGreaterThan(50);
        assertThat(exported)
                .allSatisfy(type -> assertThat(namedBy(type))
                        .as(type.getName())
                        .noneMatch(name -> name.startsWith(ROOT + ".internal")));
        assertThat(namedBy(code.get(TransactionalSinks.class)))
                .as("the rule sees supertypes, type arguments and record components")
                .contains(
                        ExactlyOnceSink.class.getName(), TransactionalSink.class.getName(), DeadLetter.class.getName());
    }

    private static boolean isExported(JavaClass type) {
        String name = type.getPackageName();
        boolean isVisible = Stream.iterate(
                        Optional.of(type),
                        Optional::isPresent,
                        each -> each.orElseThrow().getEnclosingClass())
                .allMatch(each -> isSeen(each.orElseThrow().getModifiers()));
        return isVisible && (name.equals(ROOT) || EXPORTED.contains(name.replace(ROOT + ".", "")));
    }

    private static boolean isSeen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** All types in what is public or protected of it, and in what it extends. */
    private static Set<String> namedBy(JavaClass type) {
        Stream<JavaType> ofType = Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(each -> each);
        Stream<JavaType> ofFields = type.getFields().stream()
                .filter(each -> isSeen(each.getModifiers()))
                .map(JavaField::getType);
        Stream<JavaType> ofCalls = type.getCodeUnits().stream()
                .filter(each -> isSeen(each.getModifiers()))
                .flatMap(each -> Stream.of(
                                Stream.of(each.getReturnType()),
                                each.getParameterTypes().stream(),
                                each.getTypeParameters().stream(),
                                each.getExceptionTypes().stream())
                        .flatMap(types -> types));
        return Stream.of(ofType, ofFields, ofCalls)
                .flatMap(types -> types)
                .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    /** They meet in {@code dispatch}; the table above says so too, but this is the one not to lose. */
    @ParameterizedTest
    @CsvSource({
        "internal.consumer, internal.worker",
        "internal.worker, internal.consumer",
        "sink, internal.worker",
        "internal.worker, sink",
        "sink, internal.consumer"
    })
    void the_two_sides_of_the_queue_do_not_know_each_other(String from, String to) {
        noClasses()
                .that()
                .resideInAnyPackage(below(from))
                .should()
                .dependOnClassesThat(resideInAnyPackage(below(to)))
                .allowEmptyShould(true)
                .check(code);
    }

    @ParameterizedTest
    @CsvSource({"dev.headgate.(*)..", "dev.headgate.internal.sink.(*)..", "dev.headgate.app.(*).."})
    void no_packages_form_a_cycle(String pattern) {
        slices().matching(pattern)
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(code);
    }

    /** The poll thread is the root's, workers and timer are {@code worker}'s; what they meet in brings none of its own. */
    @Test
    void threads_are_made_only_at_the_edges() {
        noClasses()
                .that(resideInAnyPackage(below(
                        "api", "state", "internal.offset", "internal.flow", "internal.dispatch", "internal.consumer")))
                .should()
                .accessTargetWhere(makesThread())
                .check(code);
        assertThat(code.get(Headgate.class).getAccessesFromSelf())
                .as("the rule knows a thread when it sees one")
                .anyMatch(makesThread());
    }

    private static DescribedPredicate<JavaAccess<?>> makesThread() {
        Set<String> ofThread = Set.of("<init>", "ofVirtual", "ofPlatform", "startVirtualThread");
        return describe("makes a thread", access -> {
            var owner = access.getTargetOwner();
            boolean isNew = access.getName().equals("<init>");
            return (owner.isAssignableTo(Thread.class) && ofThread.contains(access.getName()))
                    || owner.isEquivalentTo(Executors.class)
                    || (isNew && (owner.isAssignableTo(ExecutorService.class) || owner.isAssignableTo(Timer.class)));
        });
    }

    @Test
    void the_consumer_is_touched_only_by_the_poll_thread_and_by_who_makes_it() {
        noClasses()
                .that(resideInAnyPackage(below(
                        "api",
                        "state",
                        "internal.offset",
                        "internal.flow",
                        "internal.dispatch",
                        "internal.worker",
                        "sink",
                        "admin",
                        "internal.metrics")))
                .should()
                .dependOnClassesThat(assignableTo(Consumer.class))
                .check(code);
    }

    /** Nothing ends a poll but its timeout. */
    @Test
    void nobody_wakes_the_consumer_up() {
        noClasses()
                .should()
                .accessTargetWhere(describe(
                        "wakes a consumer up",
                        access -> access.getTargetOwner().isAssignableTo(Consumer.class)
                                && access.getName().equals("wakeup")))
                .check(code);
    }

    /** So that a test, or a simulation, can bring its own time. */
    @Test
    void what_is_pure_reads_no_clock_and_never_sleeps() {
        noClasses()
                .that(resideInAnyPackage(
                        below("api", "state", "internal", "internal.offset", "internal.flow", "internal.dispatch")))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(code);
    }

    /**
     * Somebody may set the clock, so no timer reads it: wall time is for what is shown, and for what compares with time that
     * comes from elsewhere (records, snapshots, HTTP headers).
     */
    @Test
    void wall_time_is_read_only_where_it_is_meant() {
        Set<String> may = Set.of(
                "admin.AdminServer",
                "admin.Health",
                "audit.cli.AuditRun",
                "app.EngineHolder",
                "app.LagReader",
                "audit.AuditTopology",
                "internal.consumer.SnapshotPublisher",
                "internal.metrics.EngineMeters",
                "internal.metrics.LagMonitor",
                "internal.metrics.PartitionMeters",
                "internal.metrics.WallClock",
                "sink.http.ResponseRules",
                "sink.http.HttpSender",
                "top.Fleet",
                "top.LiveTop",
                "top.Top");
        Set<String> readers = code.stream()
                .filter(each -> each.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::readsWallTime))
                .map(each -> each.getName().substring(ROOT.length() + 1).replaceAll("\\$.*", ""))
                .collect(Collectors.toSet());
        assertThat(readers)
                .isSubsetOf(may)
                .contains("internal.consumer.SnapshotPublisher", "internal.metrics.WallClock");
    }

    private static boolean readsWallTime(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        String name = access.getName();
        boolean system = owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis");
        boolean now = owner.getPackageName().equals("java.time") && (name.equals("now") || name.startsWith("system"));
        boolean clock = owner.isAssignableTo(Clock.class) && (name.equals("instant") || name.equals("millis"));
        boolean date = owner.isEquivalentTo(Date.class) && name.equals("<init>");
        return system || now || clock || date;
    }

    /** Interrupts cancel user code at a deadline, and {@code AttemptWatch} alone knows whom it still means. */
    @Test
    void nobody_in_the_engine_interrupts_but_the_attempt_watch() {
        noClasses()
                .that(resideInAnyPackage(
                        below(Stream.of(ENGINE, BASE).flatMap(List::stream).toArray(String[]::new))))
                .and()
                .haveSimpleNameNotEndingWith("AttemptWatch")
                .should()
                .callMethod(Thread.class, "interrupt")
                .check(code);
    }

    /** Neither Java's own serialisation nor a type named by the data: both let the data choose what is run. */
    @Test
    void no_data_chooses_the_class_it_becomes() {
        noClasses()
                .should()
                .dependOnClassesThat(assignableTo(ObjectInputStream.class))
                .orShould()
                .accessTargetWhere(describe(
                        "turns on default typing", access -> access.getName().contains("DefaultTyping")))
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("JsonTypeInfo")
                .check(code);
    }

    /** More can't be told apart where they are given; what belongs together is a value of its own. */
    @Test
    void no_constructor_has_more_than_six_parameters_and_no_record_more_than_ten_components() {
        JavaClasses product = new ClassFileImporter()
                .importUrls(Stream.of(
                                Headgate.class,
                                HttpSink.class,
                                Cli.class,
                                AuditCommandProvider.class,
                                Simulator.class,
                                LocalKafka.class)
                        .map(one -> one.getProtectionDomain().getCodeSource().getLocation())
                        .toList());
        assertThat(tooWide(product.stream())).isEmpty();
        assertThat(tooWide(new ClassFileImporter()
                                .importClasses(
                                        SevenParameters.class, ElevenComponents.class, TenComponents.class, Sixth.class)
                                .stream()))
                .as("the rule counts, and knows a record and an enum when it sees one")
                .containsExactlyInAnyOrder(
                        SevenParameters.class.getName() + ": 7", ElevenComponents.class.getName() + ": 11");
    }

    private static List<String> tooWide(Stream<JavaClass> types) {
        return types.flatMap(type -> widths(type)
                        .filter(width -> width > (type.isRecord() ? 10 : 6))
                        .mapToObj(width -> type.getName() + ": " + width))
                .toList();
    }

    /** A record's components, or the parameters that the constructors of a class have in its source. */
    private static IntStream widths(JavaClass type) {
        if (type.isRecord()) {
            return IntStream.of((int) type.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .count());
        }
        if (type.isAnonymousClass() || type.isLocalClass()) {
            return IntStream.empty(); // the compiler adds what they use of the method around them
        }
        int added = type.isEnum() ? 2 : type.isInnerClass() ? 1 : 0; // name and ordinal; the object around it
        return type.getConstructors().stream()
                .mapToInt(made -> made.getRawParameterTypes().size() - added);
    }

    static class SevenParameters {
        SevenParameters(int a, int b, int c, int d, int e, int f, int g) {}
    }

    record ElevenComponents(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k) {}

    record TenComponents(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {}

    @SuppressWarnings("UnusedVariable") // they are only counted
    enum Sixth {
        ONE(1, 2, 3, 4, 5, 6);

        Sixth(int a, int b, int c, int d, int e, int f) {}
    }

    /** {@code ./headgate check} runs what has none of these tags, and says so where a broker slows it down. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("needs")
    void a_test_says_by_its_tag_what_it_needs(Class<?> needed, String tag) {
        JavaClasses tests = Tests.ALL;
        List<String> needing = tests.stream()
                .filter(each -> each.getMethods().stream().anyMatch(ArchitectureTest::isTest))
                .filter(each ->
                        !each.getPackageName().equals(ArchitectureTest.class.getPackageName())) // only names them
                .filter(each -> each.getTransitiveDependenciesFromSelf().stream()
                        .anyMatch(to -> to.getTargetClass().isEquivalentTo(needed)))
                .map(JavaClass::getName)
                .toList();
        assertThat(needing).hasSizeGreaterThan(5);
        assertThat(needing)
                .allSatisfy(name -> assertThat(tagsOf(tests.get(name))).as(name).contains(tag));
    }

    /** {@code ./headgate test} lists at its end what was missing. */
    @Test
    void a_test_is_skipped_for_something_that_is_needed_and_named() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Needed")
                .and()
                .doNotHaveSimpleName("SoakTest") // runs with the guarantee that was asked for
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.(junit\\.jupiter|assertj\\.core)\\.api\\.Assumptions")
                .check(Tests.ALL);
    }

    /** Read once, as that takes seconds. */
    private static final class Tests {
        static final JavaClasses ALL = new ClassFileImporter()
                .importUrls(Stream.of(TestKafka.class, ProcessorProcess.class, PlantedRun.class, ArchitectureTest.class)
                        .map(one -> one.getProtectionDomain().getCodeSource().getLocation())
                        .toList());
    }

    static Stream<Arguments> needs() {
        return Stream.of(Arguments.of(LocalKafka.class, "broker"), Arguments.of(ProcessorProcess.class, "process"));
    }

    private static boolean isTest(JavaMethod method) {
        return method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
    }

    private static List<String> tagsOf(JavaClass test) {
        return Arrays.stream(test.reflect().getAnnotationsByType(Tag.class))
                .map(Tag::value)
                .toList();
    }

    /** The packages with what is below them; of {@code internal} only itself. */
    private static String[] below(String... packages) {
        return Arrays.stream(packages)
                .map(name -> ROOT + "." + name + (name.equals("internal") ? "" : ".."))
                .toArray(String[]::new);
    }
}
