package dev.headgate.sim.cli;

import dev.headgate.sim.text.BadTextException;
import java.util.function.Supplier;

/** What keeps a run from starting, said in one line that names the option and the fix. */
final class SimException extends RuntimeException {

    /** Exit code for what the user can correct in the arguments. */
    static final int WRONG_INPUT = 2;
    /** Exit code for what is wrong elsewhere. */
    static final int FAILED = 1;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private SimException(int exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    static SimException input(String line, Throwable cause) {
        return new SimException(WRONG_INPUT, line, cause);
    }

    static SimException input(String line) {
        return new SimException(WRONG_INPUT, line, new IllegalArgumentException(line));
    }

    static SimException failed(String line, Throwable cause) {
        return new SimException(FAILED, line, cause);
    }

    /** Runs something that reads the value of an option, and names the option if the value is wrong. */
    static <T> T reading(String option, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (BadTextException e) {
            throw input(option + ": " + e.withCaret(), e);
        } catch (IllegalArgumentException e) {
            throw input(option + ": " + e.getMessage(), e);
        }
    }

    String line() {
        return String.valueOf(getMessage());
    }

    int exitCode() {
        return exitCode;
    }
}
