package dev.headgate.sim;

/** What keeps a run from starting, said in one line that names the option and the fix. */
final class SimException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimException(String line) {
        super(line);
    }

    SimException(String line, Throwable cause) {
        super(line, cause);
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
