package dev.headgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.app.Cli;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.audit.PlantedRun;
import dev.headgate.audit.cli.AuditCommandProvider;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.Simulator;
import dev.headgate.sink.http.HttpSink;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The class files fit together. {@code ./headgate check} compiles only what was changed, so that the compiler does not see a
 * caller of what is gone since; this test does.
 */
@Timeout(60)
class LinkageTest {
    private static final String ROOT = "dev.headgate.";

    /** Of the tests of a module one is enough to find them by. */
    private static final List<Class<?>> PLACES = List.of(
            Headgate.class,
            HttpSink.class,
            Cli.class,
            AuditCommandProvider.class,
            Simulator.class,
            LocalKafka.class,
            TestKafka.class,
            ProcessorProcess.class,
            PlantedRun.class,
            LinkageTest.class);

    /** What these tests don't have on their class path. */
    private static final List<Path> BEYOND = Stream.of("demo", "benchmarks")
            .flatMap(module ->
                    Stream.of("classes", "test-classes").map(name -> Path.of("../..", module, "target", name)))
            .toList();

    private final ClassLoader own = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void forget() {
        Thread.currentThread().setContextClassLoader(own);
    }

    @Test
    void whatever_is_called_is_there_and_whatever_is_promised_is_kept() throws IOException {
        List<URL> beyond = new ArrayList<>();
        for (Path folder : BEYOND) {
            assertThat(folder).isNotEmptyDirectory();
            beyond.add(folder.toUri().toURL());
        }
        Stream<URL> places = PLACES.stream()
                .map(one -> one.getProtectionDomain().getCodeSource().getLocation());
        JavaClasses all = new ClassFileImporter()
                .importUrls(Stream.concat(places, beyond.stream()).toList());
        Thread.currentThread().setContextClassLoader(new URLClassLoader(beyond.toArray(URL[]::new), own));
        assertThat(all).hasSizeGreaterThan(1_000);
        assertThat(all.stream().flatMap(LinkageTest::gone).distinct())
                .as("compile these again, with ./headgate check --whole")
                .isEmpty();
    }

    /** What a class names of ours that isn't there, and what it should have and hasn't. */
    private static Stream<String> gone(JavaClass type) {
        Stream<String> called = type.getAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().getName().startsWith(ROOT))
                .filter(access -> access.getTarget().resolveMember().isEmpty())
                .filter(access -> !isInherited(access.getTarget()))
                .map(JavaAccess::getDescription);
        return Stream.concat(called, unkept(type));
    }

    /** Whether one of another library's classes has it, which the importer hasn't read. */
    private static boolean isInherited(AccessTarget target) {
        try {
            return ancestors(target.getOwner())
                    .filter(type -> !type.getName().startsWith(ROOT))
                    .flatMap(type -> Stream.concat(
                            Arrays.<Member>stream(type.getDeclaredMethods()),
                            Arrays.<Member>stream(type.getDeclaredFields())))
                    .anyMatch(member -> member.getName().equals(target.getName()));
        } catch (NoClassDefFoundError missing) {
            return isAnothers(missing);
        }
    }

    private static Stream<Class<?>> ancestors(JavaClass type) {
        Class<?> owner = type.reflect();
        return Stream.concat(
                Stream.<Class<?>>iterate(owner, Objects::nonNull, Class::getSuperclass),
                Arrays.stream(owner.getMethods()).map(Method::getDeclaringClass));
    }

    private static Stream<String> unkept(JavaClass type) {
        if (type.isInterface() || type.getModifiers().contains(JavaModifier.ABSTRACT) || type.isEnum()) {
            return Stream.empty();
        }
        return Arrays.stream(methods(type))
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> method.getDeclaringClass().getName().startsWith(ROOT))
                .map(method -> type.getName() + " lacks " + describe(method));
    }

    /** None of a class that stands on a library of its own module. */
    private static Method[] methods(JavaClass type) {
        try {
            return type.reflect().getMethods();
        } catch (NoClassDefFoundError missing) {
            assertThat(isAnothers(missing)).as(missing.getMessage()).isTrue();
            return new Method[0];
        }
    }

    private static boolean isAnothers(NoClassDefFoundError missing) {
        return !missing.getMessage().contains("headgate");
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    @Test
    void a_caller_of_what_is_gone_is_seen(@TempDir Path folder) throws Exception {
        Path compiled = Path.of(LinkageTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("dev/headgate/architecture");
        Path target = Files.createDirectories(folder.resolve("dev/headgate/architecture"));
        Files.copy(compiled.resolve("LinkageTest$Caller.class"), target.resolve("LinkageTest$Caller.class"));
        ClassFile classes = ClassFile.of();
        byte[] without = classes.transformClass(
                classes.parse(compiled.resolve("LinkageTest$Called.class")),
                ClassTransform.dropping(element -> element instanceof MethodModel method
                        && method.methodName().equalsString("called")));
        Files.write(target.resolve("LinkageTest$Called.class"), without);
        JavaClass caller = new ClassFileImporter().importPath(folder).get(Caller.class);
        assertThat(gone(caller)).singleElement().asString().contains("Caller.calls()", "Called.called(");
    }

    static final class Caller {
        static void calls() {
            Called.called(1);
        }
    }

    static final class Called {
        private Called() {}

        static void called(int number) {
            assertThat(number).isPositive();
        }
    }
}
