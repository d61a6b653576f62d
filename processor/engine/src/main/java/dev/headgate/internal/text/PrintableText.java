package dev.headgate.internal.text;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What comes from outside as text that is safe in a log line or a message: one line, bounded, and nothing in it that moves a
 * cursor, colours a terminal or turns the direction of reading (Boucher and Anderson, <i>Trojan Source</i>, 2021).
 */
public final class PrintableText {
    private static final int MOST_BYTES_PER_CHAR = 4;

    private PrintableText() {}

    /**
     * The bytes read as UTF-8.
     *
     * @param maxChars where the text is cut; a cut text ends in an ellipsis
     */
    public static String of(byte @Nullable [] bytes, int maxChars) {
        if (bytes == null) {
            return "null";
        }
        int decoded = (int) Math.min(bytes.length, (maxChars + 1L) * MOST_BYTES_PER_CHAR);
        return of(new String(bytes, 0, decoded, StandardCharsets.UTF_8), maxChars);
    }

    /** The same for text. */
    public static String of(String text, int maxChars) {
        StringBuilder line = new StringBuilder();
        int end = Math.min(text.length(), maxChars);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            line.append(isHarmless(c) ? c : ' ');
        }
        return text.length() > maxChars ? line.append('…').toString() : line.toString();
    }

    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
