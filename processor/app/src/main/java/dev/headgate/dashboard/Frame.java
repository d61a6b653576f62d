package dev.headgate.dashboard;

import dev.headgate.redrive.RedriveStatus;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import java.util.List;

/**
 * All that is to be seen of the processor at one moment: the body of {@code /api/state}.
 *
 * @param group the consumer group
 * @param topics what is subscribed to
 * @param verdict what to think of it
 * @param now the last second in figures
 * @param engine the engine's snapshot
 * @param lag the lag as the brokers last told it
 * @param events what happened lately, latest first
 * @param redrive how far the re-drive of dead letters is, if there is or was one
 * @param control whether this endpoint takes commands, given the token
 */
public record Frame(
        String group,
        List<String> topics,
        Verdict verdict,
        Sample now,
        EngineSnapshot engine,
        LagSnapshot lag,
        List<Event> events,
        RedriveStatus redrive,
        boolean control) {}
