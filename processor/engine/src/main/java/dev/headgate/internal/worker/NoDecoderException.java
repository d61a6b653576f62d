package dev.headgate.internal.worker;

/** A worker can't get its deserializers: neither this record nor any other can be decoded there. */
final class NoDecoderException extends Exception {
    private static final long serialVersionUID = 1L;

    NoDecoderException(String message, Throwable cause) {
        super(message, cause);
    }
}
