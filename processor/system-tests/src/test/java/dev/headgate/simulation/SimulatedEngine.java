package dev.headgate.simulation;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import dev.headgate.internal.consumer.Control;
import dev.headgate.internal.consumer.LoopPorts;
import dev.headgate.internal.consumer.PollLoop;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.worker.Decoders;
import dev.headgate.internal.worker.Pipeline;
import dev.headgate.internal.worker.StageWork;
import dev.headgate.sink.kafka.SimulatedTransactions;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One engine, put together as {@code Headgate} does it, with all its threads in the simulation's hands. */
final class SimulatedEngine {
    final SimulatedProcess process;
    final SimulatedConsumer consumer;
    final Witness witness;
    final Control control;
    private final SimulatedWorld world;
    private final int firstPolled;
    private final Pipeline pipeline;
    private final Optional<ExactSink<Object>> exactly;
    private String transactionalId = "";
    private boolean wasClosed;
    private final ScarceScheduler memory;
    private final PollLoop loop;
    private final Set<Integer> pausedPartitions = new HashSet<>();
    private boolean paused;
    private boolean shutDown;
    private long shutDownAt;
    private boolean ended;

    SimulatedEngine(SimulatedWorld world, long seed) {
        this.world = world;
        this.firstPolled = world.polled.size();
        this.process = new SimulatedProcess(world.time);
        this.witness = new Witness(world);
        this.consumer = new SimulatedConsumer(world, process, witness, seed);
        var options = world.settings.engine();
        CompletionQueue completions = new CompletionQueue(options.queueRecords(), process);
        Sink<Object> sink;
        Sink<DeadLetter> deadLetters;
        if (world.settings.exactlyOnce()) {
            SimulatedTransactions transactions = transactions(new SplittableRandom(~seed));
            ExactSink<Object> outputs = ExactSink.outputs(world, witness, transactions.outputs("outputs"));
            exactly = Optional.of(outputs);
            sink = outputs;
            deadLetters =
                    ExactSink.deadLetters(world, witness, transactions.deadLetters(SimulatedProducer.DEAD_LETTERS));
        } else {
            exactly = Optional.empty();
            sink = new SimulatedSink(world, process, witness);
            deadLetters = new SimulatedDeadLetters(world, process, witness);
        }
        memory = new ScarceScheduler(process, world.outside, completions::broke);
        pipeline = new Pipeline(options, stages(), sink, Optional.of(deadLetters), completions, memory);
        memory.begin(); // from here on: what can't be had for the pipeline itself keeps an engine from starting
        control = new Control(completions);
        loop = new PollLoop(
                options,
                new LoopPorts(consumer, pipeline, completions, witness, process::nanoTime),
                control,
                exactly.map(ExactSink::transactions));
        consumer.wishes = () -> new PauseJudge.Wishes(
                shutDown, paused, pausedPartitions, pipeline.wantsNoMore(witness.inFlight()), isTransactionClosed());
        consumer.pauses().isOpen = pipeline::isDownstreamUnavailable;
        witness.watch(
                loop::snapshot, () -> shutDown || consumer.positions().hasThrownOutOfRange() || memory.hasRunOut());
        process.threads().name("poll").start(this::run);
    }

    private SimulatedTransactions transactions(SplittableRandom random) {
        transactionalId = "headgate-" + (world.settings.staticMember() ? "static" : ++world.producers);
        ExecutorService thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                process.threads().name("transaction").factory());
        return new SimulatedTransactions(
                () -> new SimulatedProducer(world, process, consumer, transactionalId, random.split()),
                world.settings.transactions(),
                thread,
                process);
    }

    /** Whether deliveries had to wait for a transaction at this poll or the one before. */
    private boolean isTransactionClosed() {
        boolean closed =
                exactly.map(sink -> sink.transactions().gate().isClosed()).orElse(false);
        boolean either = closed || wasClosed;
        wasClosed = closed;
        return either;
    }

    /** Another producer takes the transactional id over. */
    void fence() {
        if (exactly.isPresent() && !ended && !process.isKilled()) {
            world.coordinator.fence(transactionalId);
        }
    }

    private List<Pipeline.StageSpec> stages() {
        SimulatedHandler handler = new SimulatedHandler(world, process, witness);
        Decoders<byte[], byte[]> decoders = decoders();
        StageWork first = switch (world.settings.mode()) {
            case ONE_BY_ONE, TWO_STAGES -> StageWork.decoded(decoders, handler::handle);
            case ASYNC -> StageWork.async(decoders, handler::begin);
            case BATCH -> StageWork.batches(batches(), decoders, handler::handleTogether, _ -> {});
        };
        List<Pipeline.StageSpec> stages = new ArrayList<>();
        stages.add(new Pipeline.StageSpec("handler", StageOptions.workers(world.settings.workers()), first));
        if (world.settings.mode() == Settings.Mode.TWO_STAGES) {
            stages.add(new Pipeline.StageSpec("second", StageOptions.workers(2).withBuffer(2), handler::pass));
        }
        return stages;
    }

    private Decoders<byte[], byte[]> decoders() {
        if (!world.outside.isHostile()) {
            return Decoders.shared(new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return world.outside.hasADeserializerForEachWorker()
                ? Decoders.perWorker(ByteArrayDeserializer::new, () -> new StrangeDeserializer(world, witness))
                : Decoders.shared(new ByteArrayDeserializer(), new StrangeDeserializer(world, witness));
    }

    private BatchOptions batches() {
        return BatchOptions.of(Math.min(5, world.settings.queueRecords()))
                .withLinger(Duration.ofMillis(world.settings.workers() % 2 == 0 ? 0 : 15));
    }

    private void run() {
        loop.run();
        ended = true;
        witness.checkSnapshot();
        world.note("the engine ended: " + state()
                + snapshot().lastError().map(e -> ", " + e).orElse(""));
    }

    EngineSnapshot snapshot() {
        return loop.snapshot();
    }

    EngineState state() {
        return loop.snapshot().state();
    }

    /** Whether there was no memory for what it can't do without: then it has to end, soon. */
    boolean hasRunOutOfMemory() {
        return memory.hasRunOut();
    }

    void judgeItEnds(long within) {
        if (memory.hasRunOut() && world.time.now() - memory.ranOutAt() > within) {
            world.violate("I14", "it ran out of memory, and hasn't ended in " + within / 1_000_000 + " ms");
        }
    }

    boolean isDownstreamUnavailable() {
        return pipeline.isDownstreamUnavailable();
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isShutDown() {
        return shutDown;
    }

    long shutDownAt() {
        return shutDownAt;
    }

    void shutDown() {
        if (!shutDown && !ended) {
            shutDown = true;
            shutDownAt = world.time.now();
            world.count(Happening.SHUT_DOWN);
            world.note("is asked to shut down");
            control.shutdown();
        }
    }

    void pause(boolean wanted) {
        paused = wanted;
        control.pause(wanted);
    }

    void pause(int partition, boolean wanted) {
        if (wanted) {
            pausedPartitions.add(partition);
        } else {
            pausedPartitions.remove(partition);
        }
        control.pause(SimulatedConsumer.partition(partition), wanted);
    }

    void seek(int partition, long offset) {
        consumer.positions().allow(partition, offset);
        control.seek(SimulatedConsumer.partition(partition), offset);
    }

    /** All that hung goes on since a while: what belongs to somebody else by now has ended. */
    void judgeNothingIsKept() {
        for (Polled record : world.polled.subList(firstPolled, world.polled.size())) {
            if (record.owner.gone && record.isInFlight()) {
                world.violate("I6", record + " keeps its place, though its partition is gone for long");
            }
        }
    }

    void kill() {
        process.kill();
        consumer.end();
    }

    /** Lets its workers go, and its producer. */
    void leave() {
        consumer.end();
        if (exactly.isPresent()) {
            var _ = process.threads().name("leave").start(this::close); // which waits for the brokers
        } else {
            close();
        }
    }

    private void close() {
        try {
            boolean _ = pipeline.close(0);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
