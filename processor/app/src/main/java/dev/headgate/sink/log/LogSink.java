package dev.headgate.sink.log;

import dev.headgate.api.Ack;
import dev.headgate.api.HaltException;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.Results;
import dev.headgate.internal.text.PrintableText;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes a line to the log for each record, where it comes from, its key and its size, and acknowledges at once. Payloads are
 * shown only on request, since they may be personal or secret. Thread-safe.
 */
public final class LogSink implements Sink<Output> {
    private static final Logger LOG = LoggerFactory.getLogger(LogSink.class);
    private static final int KEY_CHARS = 100;

    private final Level level;
    private final boolean payload;
    private final int payloadChars;

    /**
     * @param payload whether lines show the value as text
     * @param payloadChars where that is cut
     */
    LogSink(Level level, boolean payload, int payloadChars) {
        this.level = level;
        this.payload = payload;
        this.payloadChars = payloadChars;
    }

    @Override
    public CompletionStage<Ack> deliver(Output output, RecordContext context) throws HaltException {
        Output result = Results.required(output, "log");
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level).log(line(result, context));
        }
        return Ack.now();
    }

    /** One line whatever the record holds, so that nobody can forge another. */
    String line(Output result, RecordContext context) {
        return context.topic() + "-" + context.partition() + "@" + context.offset() + " key="
                + PrintableText.of(result.key(), KEY_CHARS) + " " + size(result.value())
                + (payload ? " value=" + PrintableText.of(result.value(), payloadChars) : "");
    }

    private static String size(byte @Nullable [] value) {
        return value == null ? "tombstone" : value.length + " bytes";
    }
}
