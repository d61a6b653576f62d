package dev.headgate.simulation;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * One change to the engine's bytecode: within one method, whatever is named so (a method that is called, a field that is
 * read) is not asked any more; a static method of the bugs is called in its place, with what lay on the stack.
 *
 * @param type the class to change, without {@code dev.headgate.}
 * @param method where
 * @param target the name of the method called there, or of the field read
 * @param replacement the name of the method that is called
 * @param bugs where that method is
 * @param after whether the target is still called, and the replacement gets its result and the method's first argument
 */
public record Edit(String type, String method, String target, String replacement, Class<?> bugs, boolean after) {
    /** Calls a method of {@link PlantedBugs} in place of the target. */
    public static Edit instead(String type, String method, String target, String replacement) {
        return new Edit(type, method, target, replacement, PlantedBugs.class, false);
    }

    static Edit after(String type, String method, String target, String replacement) {
        return new Edit(type, method, target, replacement, PlantedBugs.class, true);
    }

    /** The same with a method of this class. */
    public Edit of(Class<?> others) {
        return new Edit(type, method, target, replacement, others, after);
    }

    String className() {
        return "dev.headgate." + type;
    }

    /** Hands on the element, or what takes its place. Returns whether it was the one meant. */
    boolean apply(CodeBuilder code, CodeElement element) {
        if (!isMeant(element)) {
            return false;
        }
        if (after) {
            code.with(element);
            code.aload(1);
        }
        code.invokestatic(ClassDesc.of(bugs.getName()), replacement, descriptor());
        return true;
    }

    private boolean isMeant(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call -> call.name().equalsString(target);
            case FieldInstruction field ->
                field.opcode().name().startsWith("GET") && field.name().equalsString(target);
            case Instruction _ -> false;
            default -> false;
        };
    }

    private MethodTypeDesc descriptor() {
        Method found = Arrays.stream(bugs.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(replacement))
                .findFirst()
                .orElseThrow();
        return MethodTypeDesc.of(
                desc(found.getReturnType()),
                Arrays.stream(found.getParameterTypes()).map(Edit::desc).toArray(ClassDesc[]::new));
    }

    private static ClassDesc desc(Class<?> type) {
        return type == void.class
                ? ConstantDescs.CD_void
                : type.describeConstable().orElseThrow();
    }
}
