package dev.headgate.top;

import dev.headgate.dashboard.Level;
import dev.headgate.internal.text.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Styled text that knows its width in columns; what comes from outside loses its control characters here. */
final class Text {
    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
    static final AttributedStyle BOLD = AttributedStyle.DEFAULT.bold();
    private static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle WATCH = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle BAD = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    private static final int MOST_CHARS = 1_000;

    private Text() {}

    static AttributedStyle style(Level level) {
        return switch (level) {
            case OK -> GOOD;
            case WATCH -> WATCH;
            case BAD -> BAD;
        };
    }

    static AttributedString of(String text, AttributedStyle style) {
        return new AttributedString(PrintableText.of(text, MOST_CHARS), style);
    }

    static AttributedString of(String text) {
        return of(text, PLAIN);
    }

    /** One after the other. */
    static AttributedString join(AttributedString... parts) {
        AttributedStringBuilder all = new AttributedStringBuilder();
        Arrays.stream(parts).forEach(all::append);
        return all.toAttributedString();
    }

    /** Its first columns. */
    static AttributedString cut(AttributedString text, int width) {
        int columns = Math.max(0, width);
        AttributedString head = text.columnSubSequence(0, columns);
        while (head.columnLength() > width && columns > 0) { // half of a wide character
            columns--;
            head = text.columnSubSequence(0, columns);
        }
        return head;
    }

    /** Its last columns, behind a sign that something is missing; a partition's number stands at the end. */
    static AttributedString tail(AttributedString text, int width, Glyphs glyphs) {
        int length = text.columnLength();
        if (length <= width) {
            return text;
        }
        int from = length - width + 1;
        AttributedString end = text.columnSubSequence(from, length);
        while (end.columnLength() >= width && from < length) {
            from++;
            end = text.columnSubSequence(from, length);
        }
        return join(of(glyphs.cut), end);
    }

    /** Exactly that wide. */
    static AttributedString pad(AttributedString text, int width, boolean right) {
        AttributedString fits = cut(text, width);
        AttributedString blanks = of(" ".repeat(Math.max(0, width - fits.columnLength())));
        return right ? join(blanks, fits) : join(fits, blanks);
    }

    /** The parts side by side, on as many lines as they need; lines after the first are indented. */
    static List<AttributedString> wrap(List<AttributedString> parts, AttributedString between, int indent, int width) {
        List<AttributedString> lines = new ArrayList<>();
        AttributedString line = of("");
        for (AttributedString part : parts) {
            if (line.columnLength() == 0) {
                line = part;
            } else if (line.columnLength() + between.columnLength() + part.columnLength() <= width) {
                line = join(line, between, part);
            } else {
                lines.add(cut(line, width));
                line = join(of(" ".repeat(indent)), part);
            }
        }
        lines.add(cut(line, width));
        return lines;
    }

    /** A sentence on at most two lines, the second of them indented by two columns more. */
    static List<AttributedString> sentence(String text, AttributedStyle style, int indent, int width) {
        List<AttributedString> words = new ArrayList<>();
        for (String word : PrintableText.of(text, MOST_CHARS).strip().split(" +", -1)) {
            words.add(of(words.isEmpty() ? " ".repeat(indent) + word : word, style));
        }
        List<AttributedString> lines = wrap(words, of(" ", style), indent + 2, width);
        return lines.subList(0, Math.min(2, lines.size()));
    }
}
