package dev.headgate.sink.http;

/** The server answered with a status that is no success. By itself it means that another attempt may succeed. */
public final class HttpStatusException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpStatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
