package dev.headgate.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be read from a failure that somebody else made: its class, and with care the rest. Its methods are user code too, and
 * may throw, or name each other as causes in a circle.
 */
public final class Failures {
    private static final int MOST_CAUSES = 50;

    private Failures() {}

    /** The failure, then what it was caused by, the outermost first; at most 50 of them. Never throws. */
    public static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Throwable next = failure;
        while (next != null && causes.size() < MOST_CAUSES) {
            causes.add(next);
            next = causeOf(next);
        }
        return causes;
    }

    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable _) { // what can't say its cause has none
            return null;
        }
    }

    /** Its message; empty if it has none, or none that can be read. Never throws. */
    public static String messageOf(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (Throwable _) { // a message that can't be read is none
            return "";
        }
    }

    /** Its message, or its class where it has none, as a stack overflow. Never throws. */
    public static String messageOrClassOf(Throwable failure) {
        String message = messageOf(failure);
        return message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }

    /**
     * Whether no other record would fare better: the heap is exhausted, a class can't be loaded, a thread is to die. What a
     * record can bring about by itself is none of these, and neither is a stack overflow: the next record may nest less deep.
     * Causes count too, since frameworks wrap what they catch. Never throws.
     */
    @SuppressWarnings("removal") // nobody can stop a thread any more, but code can still throw the error
    public static boolean isUnsurvivable(Throwable failure) {
        for (Throwable each : causes(failure)) {
            switch (each) {
                case StackOverflowError _ -> {}
                case VirtualMachineError _, LinkageError _, ThreadDeath _ -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
