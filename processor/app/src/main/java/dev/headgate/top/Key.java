package dev.headgate.top;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/** What somebody may want by pressing a key. */
enum Key {
    NONE,
    QUIT,
    SORT,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST;

    private static final int ESCAPE = 27;
    private static final long SEQUENCE_MILLIS = 50;

    /**
     * Waits for a key as long as told. The end of the input quits.
     *
     * @throws IOException if the terminal is gone
     */
    static Key read(NonBlockingReader reader, long millis) throws IOException {
        int first = reader.read(millis);
        return switch (first) {
            case 'q', 'Q', NonBlockingReader.EOF -> QUIT;
            case 'p' -> SORT;
            case 'k' -> UP;
            case 'j' -> DOWN;
            case ' ' -> PAGE_DOWN;
            case 'g' -> FIRST;
            case 'G' -> LAST;
            case ESCAPE -> sequence(reader);
            default -> NONE;
        };
    }

    private static Key sequence(NonBlockingReader reader) throws IOException {
        int second = reader.read(SEQUENCE_MILLIS);
        if (second != '[' && second != 'O') {
            return NONE;
        }
        return switch (reader.read(SEQUENCE_MILLIS)) {
            case 'A' -> UP;
            case 'B' -> DOWN;
            case 'H' -> FIRST;
            case 'F' -> LAST;
            case '5' -> ended(PAGE_UP, reader);
            case '6' -> ended(PAGE_DOWN, reader);
            default -> NONE;
        };
    }

    private static Key ended(Key key, NonBlockingReader reader) throws IOException {
        return reader.read(SEQUENCE_MILLIS) == '~' ? key : NONE;
    }
}
