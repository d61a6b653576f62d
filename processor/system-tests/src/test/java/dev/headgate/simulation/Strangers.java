package dev.headgate.simulation;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.state.Outcome;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What strangers bring into every second history: decoders, handlers and sinks that throw anything and change headers, records
 * that can't be decoded or that a handler hangs on for ever, downstreams that want to be left alone for a day, and a machine
 * without memory for one more thread. All of it is drawn from the seed. Also holds what becomes of such records against that.
 */
final class Strangers {
    static final String SCHEMA = "s";
    private static final String TRACE = "t";
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int OF_UNDECODABLE = 14;
    private static final int OF_THROWN = 16;
    private static final int OF_THROWN_BY_ALL = 500;
    private static final int OF_NO_MEMORY = 5;
    private static final int OF_NO_TIMER = 400;

    private final SimulatedWorld world;
    private final boolean hostile;
    private final SplittableRandom chance;

    /** Somebody has asked to be left alone for a day. */
    boolean isLeftAloneForLong;

    Strangers(SimulatedWorld world) {
        this.world = world;
        this.hostile = world.settings.hostile();
        this.chance = new SplittableRandom(~world.seed);
    }

    boolean isHostile() {
        return hostile;
    }

    private boolean isHostileTo(SimulatedWorld.Mood mood) {
        return hostile && mood != SimulatedWorld.Mood.HEALED;
    }

    // ---- headers ----

    /** As they are polled: of one name several, of one nothing. */
    Headers headers(int id) {
        if (!hostile) {
            return new RecordHeaders();
        }
        byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
        return new RecordHeaders(new Header[] {
            new RecordHeader(TRACE, value),
            new RecordHeader(SCHEMA, new byte[] {1}),
            new RecordHeader(TRACE, new byte[] {2}),
            new RecordHeader("e", new byte[0])
        });
    }

    /** What they cost of the budget. */
    int headerBytes() {
        int bytes = 0;
        for (Header header : headers(0)) {
            bytes += header.key().length() + header.value().length;
        }
        return bytes;
    }

    /** Everybody gets the headers as they were polled. */
    void judgeHeaders(Headers headers, Polled record, String who) {
        if (!Arrays.equals(headers.toArray(), headers(record.id).toArray())) {
            world.violate("headers", who + " of " + record + " gets " + Arrays.toString(headers.toArray()));
        }
    }

    /** A handler has got the headers as its decoder left them, and changes them further. */
    void judgeAndChange(Headers ofRecord, Headers ofContext, Polled record) {
        judgeHeaders(ofContext, record, "the context");
        ofContext.add("of the context", new byte[0]);
        if (hostile) {
            if (ofRecord.lastHeader(SCHEMA) != null || ofRecord.lastHeader("decoded") == null) {
                world.violate(
                        "headers",
                        record + " comes to the handler in other headers than its decoder's: "
                                + Arrays.toString(ofRecord.toArray()));
            }
            ofRecord.remove(TRACE).add("handled", new byte[] {3});
            world.count(Happening.HEADERS_CHANGED);
        }
    }

    // ---- decoders ----

    /** Why the record can't be decoded, if it can't. */
    Optional<Throwable> decoding(Polled record, boolean isEnding) {
        if (!isHostileTo(world.handlers)) {
            return Optional.empty();
        }
        if (world.handlers == SimulatedWorld.Mood.AWAY && world.settings.mode() != Settings.Mode.BATCH) {
            world.count(Happening.DECODER_AWAY);
            record.metOutage(world.outages);
            return Optional.of(new IllegalStateException("no schema", new ConnectException("refused")));
        }
        SplittableRandom dice = world.dice(20, record.owner.partition, record.offset, 0);
        if (dice.nextInt(OF_THROWN_BY_ALL) == 0) {
            return Optional.of(unsurvivable(List.of(record), dice));
        }
        if (dice.nextInt(OF_UNDECODABLE) > 0) {
            return Optional.empty();
        }
        boolean mayBeInterrupted =
                world.settings.attemptTimeoutMs() > 0 || isEnding || record.owner.revoking || record.owner.gone;
        if (record.undecodable && !mayBeInterrupted) {
            world.violate("undecodable", record + " is decoded once more, though that can't be");
        }
        record.undecodable = true;
        record.wasItsOwnFault();
        world.count(Happening.DECODER_THREW);
        return Optional.of(Thrown.byOneRecord(dice));
    }

    // ---- handlers and sinks ----

    /** What a handler throws at this attempt, if it does. */
    Optional<Throwable> handling(List<Polled> records, SplittableRandom dice) {
        if (!isHostileTo(world.handlers)) {
            return Optional.empty();
        }
        return switch (world.handlers) {
            case AWAY -> {
                world.count(Happening.HANDLER_AWAY);
                records.forEach(record -> record.metOutage(world.outages));
                yield Optional.of(new IllegalStateException("wrapped", new ConnectException("refused")));
            }
            case UNAVAILABLE -> {
                world.count(Happening.HANDLER_UNAVAILABLE);
                yield Optional.of(new DownstreamUnavailableException("busy", retryAfter(dice)));
            }
            default -> anything(records, dice, Happening.HANDLER_THREW_ANYTHING);
        };
    }

    /** What a sink throws at this attempt, if it does. */
    Optional<Throwable> delivering(List<Polled> records, SplittableRandom dice, boolean mayFail) {
        return isHostileTo(world.sink) && mayFail
                ? anything(records, dice, Happening.SINK_THREW_ANYTHING)
                : Optional.empty();
    }

    /** What the dead letters' sink throws at this attempt, if it does. */
    Optional<Throwable> deadLettering(Polled record, SplittableRandom dice) {
        return isHostileTo(world.sink)
                ? anything(List.of(record), dice, Happening.DEAD_LETTERS_THREW_ANYTHING)
                : Optional.empty();
    }

    private Optional<Throwable> anything(List<Polled> records, SplittableRandom dice, Happening what) {
        if (dice.nextInt(OF_THROWN_BY_ALL) == 0) {
            return Optional.of(unsurvivable(records, dice));
        }
        if (dice.nextInt(OF_THROWN) > 0) {
            return Optional.empty();
        }
        world.count(what);
        return Optional.of(Thrown.byOneRecord(dice));
    }

    private Throwable unsurvivable(List<Polled> records, SplittableRandom dice) {
        world.count(Happening.NOBODY_WOULD_SURVIVE);
        records.forEach(record -> record.unsurvivable = true);
        return Thrown.byAll(dice);
    }

    /** How long a downstream that takes nothing wants to be left alone. */
    Duration retryAfter(SplittableRandom dice) {
        int cast = dice.nextInt(20);
        if (hostile && (cast == 1 || cast == 2)) {
            isLeftAloneForLong = true;
            world.count(Happening.LEFT_ALONE_FOR_A_DAY);
            return LONGEST;
        }
        return Duration.ofMillis(cast == 0 ? 10_000 : dice.nextInt(60));
    }

    /** Whether it is the handler that hangs on this record, each time and for ever. */
    boolean isHungOn(Polled record) {
        return hostile && record.isPoison(world) && world.settings.attemptTimeoutMs() > 0 && record.offset % 2 == 0;
    }

    /** Whether a handler that was told to end returns all the same, with the interrupt as it got it. */
    boolean outlastsItsInterrupt(Polled record) {
        return isHostileTo(world.handlers)
                && world.settings.attemptTimeoutMs() > 0
                && world.dice(25, record.owner.partition, record.offset, 0).nextInt(40) == 0;
    }

    // ---- memory ----

    /** Whether there is no memory for a thread just now. */
    boolean lacksThread() {
        if (!isHostileTo(world.handlers) || chance.nextInt(OF_NO_MEMORY) > 0) {
            return false;
        }
        world.count(Happening.NO_MEMORY_FOR_A_THREAD);
        return true;
    }

    /** Whether there is no memory for a timer just now. */
    boolean lacksTimer() {
        if (!isHostileTo(world.handlers) || chance.nextInt(OF_NO_TIMER) > 0) {
            return false;
        }
        world.count(Happening.NO_MEMORY_FOR_A_TIMER);
        world.note("no memory for a timer");
        return true;
    }

    // ---- what becomes of it ----

    /** The deserializer takes up a record; where it doesn't wait for others before, that is where an attempt begins. */
    void judgeDecoding(Polled record) {
        boolean begins = hasADeserializerForEachWorker() && world.settings.mode() != Settings.Mode.BATCH;
        if (begins && (record.owner.revoking || record.owner.gone)) {
            world.violate("I7", record + " is decoded after its partition was taken away");
        }
    }

    boolean hasADeserializerForEachWorker() {
        return world.settings.workers() % 2 == 1;
    }

    /** A record goes to its handler, or once more to its sink. */
    void judgeStart(Polled record) {
        if (record.unsurvivable) {
            world.violate("unsurvivable", record + " is tried again after what nobody survives");
        }
    }

    void judgeEnd(Polled record, Outcome outcome) {
        if (outcome.isDone() && record.unsurvivable) {
            world.violate("unsurvivable", record + " ended as " + outcome + " after what nobody survives");
        }
        if (outcome.isDone() && record.owner.gone) {
            world.violate("I7", record + " counts as " + outcome + " after its partition was taken away");
        }
    }
}
