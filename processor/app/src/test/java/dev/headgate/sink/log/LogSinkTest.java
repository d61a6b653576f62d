package dev.headgate.sink.log;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.internal.sink.SourceContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

@Timeout(10)
class LogSinkTest {
    private static final SourceContext CONTEXT = SourceContext.at(12);

    @Test
    void a_record_is_acknowledged_at_once() throws Exception {
        assertSame(Ack.now(), new LogSinkProvider().create(Map.of(), Map.of()).deliver(Output.of(null, null), CONTEXT));
    }

    @Test
    void a_line_says_where_the_record_comes_from_and_how_large_it_is_but_not_what_it_holds() {
        LogSink sink = new LogSink(Level.INFO, false, 200);

        assertThat(sink.line(Output.of(bytes("k-1"), bytes("secret")), CONTEXT))
                .isEqualTo("orders-3@12 key=k-1 6 bytes");
        assertThat(sink.line(Output.of(null, null), CONTEXT)).isEqualTo("orders-3@12 key=null tombstone");
    }

    @Test
    void the_value_is_shown_on_request_and_cut() {
        assertThat(new LogSink(Level.INFO, true, 5).line(Output.of(null, bytes("größer als")), CONTEXT))
                .isEqualTo("orders-3@12 key=null 12 bytes value=größe…");
    }

    @Test
    void no_record_can_forge_a_line() {
        Output forged = Output.of(bytes("k\r\n12:00 ERROR"), bytes("v\u2028\u001b[31m"));

        assertThat(new LogSink(Level.INFO, true, 200).line(forged, CONTEXT))
                .isEqualTo("orders-3@12 key=k  12:00 ERROR 9 bytes value=v  [31m");
    }

    @Test
    void an_unknown_level_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogSinkProvider().create(Map.of("level", "loud"), Map.of()))
                .withMessage("headgate.sink.options.level is 'loud', but must be one of debug, info, trace, warn");
    }
}
