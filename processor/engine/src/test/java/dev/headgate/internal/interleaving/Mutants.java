package dev.headgate.internal.interleaving;

import dev.headgate.Headgate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Adds the engine's classes, and the scenarios over them, to the class path a second time, with a fault in one of them. Under
 * names of their own and beside the others, since Lincheck knows classes by name and looks for them there.
 */
final class Mutants {
    private static final String ROOT = "dev/headgate/";
    private static final List<String> PACKAGES = List.of(
            "api",
            "state",
            "internal",
            "internal/text",
            "internal/offset",
            "internal/flow",
            "internal/dispatch",
            "internal/worker",
            "internal/interleaving");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String prefix = ROOT + "mutant" + NUMBER.incrementAndGet() + "/";
    private final List<Mutation> mutations;
    private final Set<Mutation> applied = new HashSet<>();

    Mutants(List<Mutation> mutations) {
        this.mutations = mutations;
    }

    /** The class of the same scenario over mutated classes. */
    Class<? extends Runnable> scenario(Class<? extends Runnable> scenario) {
        try {
            Path file = Files.createTempFile("mutant", ".jar");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file);
                    JarOutputStream jar = new JarOutputStream(out)) {
                addAll(jar, placeOf(Headgate.class));
                addAll(jar, placeOf(Mutants.class));
            }
            if (applied.size() < mutations.size()) {
                throw new IllegalArgumentException("of " + mutations + " only these have a place: " + applied);
            }
            ByteBuddyAgent.install().appendToSystemClassLoaderSearch(new JarFile(file.toFile()));
            return Class.forName(renamed(Type.getInternalName(scenario)).replace('/', '.'))
                    .asSubclass(Runnable.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path placeOf(Class<?> one) {
        try {
            return Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void addAll(JarOutputStream jar, Path place) throws IOException {
        for (String part : PACKAGES) {
            Path directory = place.resolve(ROOT + part);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".class")).toList()) {
                    String name = place.relativize(file).toString().replace(".class", "");
                    jar.putNextEntry(new JarEntry(renamed(name) + ".class"));
                    jar.write(rewritten(Files.readAllBytes(file), name));
                }
            }
        }
    }

    private String renamed(String internalName) {
        return PACKAGES.stream().anyMatch(part -> internalName.startsWith(ROOT + part + "/"))
                ? prefix + internalName.substring(ROOT.length())
                : internalName;
    }

    private byte[] rewritten(byte[] code, String name) {
        ClassWriter writer = new ClassWriter(0);
        ClassVisitor target = new ClassRemapper(writer, new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                return renamed(internalName);
            }
        });
        for (Mutation mutation : mutations) {
            if (name.equals(Type.getInternalName(mutation.where()))) {
                target = mutating(mutation, target);
            }
        }
        new ClassReader(code).accept(target, 0);
        return writer.toByteArray();
    }

    private ClassVisitor mutating(Mutation mutation, ClassVisitor target) {
        return new ClassVisitor(Opcodes.ASM9, target) {
            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return name.equals(mutation.method()) ? mutation.over(method, () -> applied.add(mutation)) : method;
            }
        };
    }
}
