package dev.headgate.internal.interleaving;

import java.util.Locale;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One fault, planted into the byte code of a class that ships: so what is shown to be found is a fault of that class, and not
 * of a copy that nobody keeps alike.
 *
 * @param where the class
 * @param method the method
 * @param instruction the name of the method that is called there, or of the jump
 * @param kind what is done to every such instruction of the method
 * @param more to how many jumps after it the same is done
 */
public record Mutation(Class<?> where, String method, String instruction, Kind kind, int more) {
    /** What becomes of an instruction. */
    public enum Kind {
        /** Reads, decides and writes, where it did all at once; see {@link NotAtomic}. */
        NOT_ATOMIC,
        /** The call is left out; it answers false, 0 or null. */
        LEFT_OUT,
        /** The jump never happens. */
        NEVER_JUMPS,
        /** It parks, or unparks, by {@link Parking}. */
        PARKS_BY_MONITOR
    }

    private static final Map<String, Integer> JUMPS =
            Map.of("IFEQ", Opcodes.IFEQ, "IFNE", Opcodes.IFNE, "IFGT", Opcodes.IFGT, "IFNONNULL", Opcodes.IFNONNULL);

    /** A call that is atomic no more. */
    public static Mutation notAtomic(Class<?> where, String method, String called) {
        return new Mutation(where, method, called, Kind.NOT_ATOMIC, 0);
    }

    /** A call that is left out. */
    public static Mutation leftOut(Class<?> where, String method, String called) {
        return new Mutation(where, method, called, Kind.LEFT_OUT, 0);
    }

    /** A condition of several parts that holds always: the jump of the first, and this many after it. */
    public static Mutation neverJumps(Class<?> where, String method, String jump, int more) {
        return new Mutation(where, method, jump, Kind.NEVER_JUMPS, more);
    }

    /** A call of {@code LockSupport} that goes to {@link Parking} instead. No fault in itself. */
    public static Mutation parksByMonitor(Class<?> where, String method, String called) {
        return new Mutation(where, method, called, Kind.PARKS_BY_MONITOR, 0);
    }

    /** Writes the method with the fault, and tells of each place. */
    MethodVisitor over(MethodVisitor target, Runnable applied) {
        return new MethodVisitor(Opcodes.ASM9, target) {
            private int left;

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                if (!name.equals(instruction) || kind == Kind.NEVER_JUMPS) {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    return;
                }
                applied.run();
                if (kind == Kind.PARKS_BY_MONITOR) {
                    super.visitMethodInsn(opcode, Type.getInternalName(Parking.class), name, descriptor, false);
                } else if (kind == Kind.NOT_ATOMIC) {
                    String withOwner = "(L" + owner + ";" + descriptor.substring(1);
                    super.visitMethodInsn(
                            Opcodes.INVOKESTATIC, Type.getInternalName(NotAtomic.class), name, withOwner, false);
                } else {
                    leaveOut(this, opcode, descriptor);
                }
            }

            @Override
            public void visitJumpInsn(int opcode, Label label) {
                boolean first = kind == Kind.NEVER_JUMPS && opcode == JUMPS.getOrDefault(instruction, -1);
                if (first || left > 0) {
                    left = first ? more : left - 1;
                    applied.run();
                    super.visitInsn(Opcodes.POP);
                } else {
                    super.visitJumpInsn(opcode, label);
                }
            }
        };
    }

    private static void leaveOut(MethodVisitor code, int opcode, String descriptor) {
        Type[] arguments = Type.getArgumentTypes(descriptor);
        for (int i = arguments.length - 1; i >= 0; i--) {
            code.visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
        if (opcode != Opcodes.INVOKESTATIC) {
            code.visitInsn(Opcodes.POP);
        }
        switch (Type.getReturnType(descriptor).getSort()) {
            case Type.VOID -> {}
            case Type.OBJECT -> code.visitInsn(Opcodes.ACONST_NULL);
            case Type.LONG -> code.visitInsn(Opcodes.LCONST_0);
            default -> code.visitInsn(Opcodes.ICONST_0);
        }
    }

    @Override
    public String toString() {
        return where.getSimpleName() + "." + method + ": " + instruction + " "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
