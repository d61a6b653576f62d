package dev.headgate.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Loads the engine and the simulation once more, with a bug planted into the engine's bytecode (JEP 484). The engine on disk
 * has no switch for it and knows nothing of it. Its own assertions are off here: the simulation has to see for itself.
 */
public final class MutatingLoader extends ClassLoader {
    private static final List<String> OURS = List.of("dev.headgate.", "com.example."); // which the examples are in

    private final List<Edit> edits;
    private final Predicate<String> shared;
    private final List<Edit> applied = new CopyOnWriteArrayList<>();

    MutatingLoader(List<Edit> edits) {
        this(edits, _ -> false);
    }

    /** @param shared the names of classes that are not loaded again, as what they hold is to be there once */
    public MutatingLoader(List<Edit> edits, Predicate<String> shared) {
        super(MutatingLoader.class.getClassLoader());
        this.edits = edits;
        this.shared = shared;
        setDefaultAssertionStatus(false);
    }

    /** Those of the edits that have found what they were meant for, once or more often, in a class that was loaded. */
    public List<Edit> applied() {
        return List.copyOf(applied);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (OURS.stream().noneMatch(name::startsWith) || shared.test(name)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes;
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        for (Edit edit : edits) {
            if (edit.className().equals(name)) {
                bytes = apply(edit, bytes);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] apply(Edit edit, byte[] bytes) {
        CodeTransform code = (builder, element) -> {
            if (edit.apply(builder, element)) {
                applied.add(edit);
            } else {
                builder.with(element);
            }
        };
        ClassFile files = ClassFile.of();
        return files.transformClass(
                files.parse(bytes), ClassTransform.transformingMethodBodies(method -> isMeant(edit, method), code));
    }

    private static boolean isMeant(Edit edit, MethodModel method) {
        String name = method.methodName().stringValue();
        return name.equals(edit.method()) || name.startsWith("lambda$" + edit.method() + "$");
    }
}
