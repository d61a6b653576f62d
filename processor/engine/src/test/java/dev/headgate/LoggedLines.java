package dev.headgate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the engine logs while this is open, from INFO upwards. */
public final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("dev.headgate");

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Level before = ENGINE.getLevel();

    private LoggedLines() {}

    public static LoggedLines open() {
        LoggedLines lines = new LoggedLines();
        lines.setContext(ENGINE.getLoggerContext());
        lines.start();
        ENGINE.setLevel(Level.INFO);
        ENGINE.addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** The events at this level or above whose message contains the text. */
    public List<ILoggingEvent> of(Level level, String text) {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .filter(event -> event.getFormattedMessage().contains(text))
                .toList();
    }

    /** Their messages. */
    public List<String> messages(Level level, String text) {
        return of(level, text).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        ENGINE.detachAppender(this);
        ENGINE.setLevel(before);
        stop();
    }
}
