package dev.headgate.app;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink as a user would bring one along in a jar. Fails at the offset in the option {@code poison}, and with
 * {@code blocks} never acknowledges anything.
 */
public final class PoisonedSinkProvider implements SinkProvider {
    private static final Logger LOG = LoggerFactory.getLogger(PoisonedSinkProvider.class);

    @Override
    public String name() {
        return "poisoned";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        long poison = Long.parseLong(options.getOrDefault("poison", "-1"));
        boolean blocks = Boolean.parseBoolean(options.getOrDefault("blocks", "false"));
        CompletionStage<Ack> reply = blocks ? new CompletableFuture<>() : Ack.now();
        return (output, context) -> {
            if (context.offset() == poison) {
                throw new IllegalStateException("this is poison");
            }
            if (blocks) {
                LOG.info("holding on to {}", context.offset());
            }
            return reply;
        };
    }
}
