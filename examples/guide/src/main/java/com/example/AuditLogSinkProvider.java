package com.example;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import java.util.Map;
import java.util.Objects;

public final class AuditLogSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return "audit-log";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        AuditLog log =
                new AuditLog(Objects.requireNonNull(options.get("file"), "headgate.sink.options.file is missing"));
        return (output, context) -> {
            log.append(context.topic(), context.partition(), context.offset(), output.value());
            return Ack.now();
        };
    }
}
