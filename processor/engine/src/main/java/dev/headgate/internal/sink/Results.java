package dev.headgate.internal.sink;

import dev.headgate.api.HaltException;
import dev.headgate.api.Output;
import org.jspecify.annotations.Nullable;

/** What handlers hand to the built-in sinks. */
public final class Results {
    private Results() {}

    /**
     * The result, if there is one. That there is none is a mistake in the program, which no further attempt mends, and which
     * skipping would hide.
     *
     * @param sink the sink's name
     * @throws HaltException saying what to return instead
     */
    public static Output required(@Nullable Output result, String sink) throws HaltException {
        if (result == null) {
            throw new HaltException("the last handler returned null, and the sink " + sink + " needs an Output: return"
                    + " one for each record (new Output(key, null, headers) is a tombstone), or throw a"
                    + " RejectedRecordException for a record that has none");
        }
        return result;
    }
}
