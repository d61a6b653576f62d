package dev.headgate.simulation;

import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A deserializer as people bring it: reads a header and takes it out, holds a state while it works, and throws whatever its
 * library throws.
 */
@SuppressWarnings("ThreadPriorityCheck")
final class StrangeDeserializer implements Deserializer<byte[]> {
    private final SimulatedWorld world;
    private final Witness witness;
    private boolean working;

    StrangeDeserializer(SimulatedWorld world, Witness witness) {
        this.world = world;
        this.witness = witness;
    }

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        throw new SerializationException("it needs the headers");
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, byte[] data) {
        Polled record = witness.of(data);
        if (working) {
            world.violate("decoder", "two workers use one deserializer at once, one of them for " + record);
        }
        working = true;
        try {
            world.outside.judgeDecoding(record);
            if (record.offset % 5 == 0) {
                Thread.yield();
            }
            world.outside.judgeHeaders(headers, record, "the deserializer");
            headers.remove(Strangers.SCHEMA).add("decoded", data);
            Optional<Throwable> failure = world.outside.decoding(record, witness.isEnding());
            if (failure.isPresent()) {
                world.note("the deserializer of " + record + " throws "
                        + failure.get().getClass().getSimpleName());
                witness.metNobody(record);
                Thrown.sneakily(failure.get());
            }
            return data;
        } finally {
            working = false;
        }
    }
}
