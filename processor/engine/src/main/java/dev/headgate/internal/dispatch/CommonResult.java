package dev.headgate.internal.dispatch;

import dev.headgate.api.RecordContext;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/**
 * The context of one result that several records of a batch have in common: that of the first of them, which carries it. Code that
 * remembers something of a result has to know that it isn't the result of that record alone. Safe to read from any thread.
 */
public final class CommonResult implements RecordContext {
    private final RecordContext first;
    private final List<? extends RecordContext> records;

    /** @param records all whose result it is, the first of them included */
    public CommonResult(RecordContext first, List<? extends RecordContext> records) {
        this.first = first;
        this.records = List.copyOf(records);
    }

    /** All records whose result it is. */
    public List<? extends RecordContext> records() {
        return records;
    }

    @Override
    public String topic() {
        return first.topic();
    }

    @Override
    public int partition() {
        return first.partition();
    }

    @Override
    public long offset() {
        return first.offset();
    }

    @Override
    public long timestamp() {
        return first.timestamp();
    }

    @Override
    public Headers headers() {
        return first.headers();
    }

    @Override
    public int attempt() {
        return first.attempt();
    }

    @Override
    public boolean isCancelled() {
        return first.isCancelled();
    }

    @Override
    public String toString() {
        return first + " and " + (records.size() - 1) + " others";
    }
}
