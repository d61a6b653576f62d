package dev.headgate.sink.http;

/** A request was not even begun, since its HTTP/2 connection has as many streams as the server allows. */
final class NoStreamException extends Exception {
    private static final long serialVersionUID = 1L;

    NoStreamException(Throwable cause) {
        super(cause);
    }
}
