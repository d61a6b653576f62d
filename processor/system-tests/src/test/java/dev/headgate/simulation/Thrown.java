package dev.headgate.simulation;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;

/** What user code throws: whatever there is, declared or not. */
final class Thrown {
    private Thrown() {}

    /** Something that another record may well survive. */
    static Throwable byOneRecord(SplittableRandom dice) {
        return switch (dice.nextInt(8)) {
            case 0 -> new StackOverflowError();
            case 1 -> new AssertionError("should not be");
            case 2 -> new IOException("checked, and thrown where that isn't declared");
            case 3 -> new Unreadable();
            case 4 -> inACircle();
            case 5 -> new CompletionException(new Error("wrapped"));
            case 6 -> new InterruptedException("though nobody has interrupted it");
            default -> new IllegalStateException((String) null);
        };
    }

    /** Something that no other record would survive either. */
    static Throwable byAll(SplittableRandom dice) {
        return switch (dice.nextInt(4)) {
            case 0 -> new OutOfMemoryError("Java heap space");
            case 1 -> new NoClassDefFoundError("com/example/Missing");
            case 2 -> new IllegalStateException("wrapped", new ExceptionInInitializerError("static"));
            default -> new CompletionException(new UnsatisfiedLinkError("native"));
        };
    }

    private static Throwable inACircle() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);
        return outer;
    }

    /** Throws it, declared or not. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "DoNotCallSuggester"})
    static <E extends Throwable> void sneakily(Throwable failure) throws E {
        throw (E) failure;
    }

    /** Its methods throw too. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new StackOverflowError();
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }
}
