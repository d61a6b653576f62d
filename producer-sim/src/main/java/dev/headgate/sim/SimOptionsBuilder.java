package dev.headgate.sim;

import dev.headgate.sim.keys.KeyDistribution;
import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.ValueSpec;
import dev.headgate.sim.rate.Arrivals;
import dev.headgate.sim.rate.ConstantLoad;
import dev.headgate.sim.rate.LoadProfile;
import dev.headgate.sim.rate.RateUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Collects {@link SimOptions}. Not thread-safe. */
public final class SimOptionsBuilder {

    private static final double HALF = 0.5;

    private final String topic;
    private Load load = Load.DEFAULT;
    private int keys = 10_000;
    private KeyDistribution keyDistribution = new KeyDistribution.Uniform();
    private double partitionSkew;
    private ValueSpec values = new ValueSpec.Generated(new Distribution.Fixed(100), HALF);
    private Faults faults = Faults.NONE;
    private Optional<Distribution> cost = Optional.empty();
    private final List<CustomHeader> headers = new ArrayList<>();
    private Optional<TransactionPlan> transactions = Optional.empty();
    private long seed;
    private String runId = RunIds.next();
    private String producerId = "p1";
    private int producers = 1;
    private Duration flushTimeout = Duration.ofSeconds(30);

    SimOptionsBuilder(String topic) {
        this.topic = topic;
    }

    /** A constant rate. */
    public SimOptionsBuilder rate(Rate value) {
        return profile(new ConstantLoad(value.perSecond()), value.unit());
    }

    /** A rate over time. */
    public SimOptionsBuilder profile(LoadProfile profile, RateUnit unit) {
        return load(new Load(
                profile,
                unit,
                load.arrivals(),
                load.records(),
                load.duration(),
                load.warmUp(),
                load.backlog(),
                load.maxInFlight(),
                load.missAfter()));
    }

    /** All about the load at once. */
    public SimOptionsBuilder load(Load value) {
        load = value;
        return this;
    }

    /** How arrivals lie in time. */
    public SimOptionsBuilder arrivals(Arrivals value) {
        return timing(value, load.records(), load.duration(), load.missAfter());
    }

    /** Ends the run after this many arrivals. */
    public SimOptionsBuilder records(long count) {
        return timing(load.arrivals(), OptionalLong.of(count), load.duration(), load.missAfter());
    }

    /** Ends the run with the arrivals due within this time. */
    public SimOptionsBuilder duration(Duration value) {
        return timing(load.arrivals(), load.records(), Optional.of(value), load.missAfter());
    }

    /** How late an arrival may be handed to the Kafka producer before it is missed. */
    public SimOptionsBuilder missAfter(Duration value) {
        return timing(load.arrivals(), load.records(), load.duration(), value);
    }

    private SimOptionsBuilder timing(
            Arrivals arrivals, OptionalLong records, Optional<Duration> duration, Duration missAfter) {
        return load(new Load(
                load.profile(),
                load.unit(),
                arrivals,
                records,
                duration,
                load.warmUp(),
                load.backlog(),
                load.maxInFlight(),
                missAfter));
    }

    /** Time at the profile's first rate before the profile starts, without counting latencies. */
    public SimOptionsBuilder warmUp(Duration value) {
        return phases(value, load.backlog(), load.maxInFlight());
    }

    /** Records that go out as fast as possible before everything else. */
    public SimOptionsBuilder backlog(long count) {
        return phases(load.warmUp(), count, load.maxInFlight());
    }

    /** Closes the model: an arrival waits until fewer records than this are unacknowledged. */
    public SimOptionsBuilder maxInFlight(int count) {
        return phases(load.warmUp(), load.backlog(), OptionalInt.of(count));
    }

    private SimOptionsBuilder phases(Duration warmUp, long backlog, OptionalInt maxInFlight) {
        return load(new Load(
                load.profile(),
                load.unit(),
                load.arrivals(),
                load.records(),
                load.duration(),
                warmUp,
                backlog,
                maxInFlight,
                load.missAfter()));
    }

    /** Number of different keys; 0 for records without a key. */
    public SimOptionsBuilder keys(int count) {
        keys = count;
        return this;
    }

    /** How records spread over the keys. */
    public SimOptionsBuilder keyDistribution(KeyDistribution value) {
        keyDistribution = value;
        return this;
    }

    /** Exponent by which partitions differ; 0 leaves the partition to Kafka's partitioner. */
    public SimOptionsBuilder partitionSkew(double exponent) {
        partitionSkew = exponent;
        return this;
    }

    /** Size of each record's value in bytes. */
    public SimOptionsBuilder payloadSize(int bytes) {
        Checks.require(
                bytes >= 0 && bytes <= ValueSpec.LARGEST,
                "payload-size must be 0 to " + ValueSpec.LARGEST + " bytes, not " + bytes);
        return values(new ValueSpec.Generated(new Distribution.Fixed(bytes), HALF));
    }

    /** What the values are. */
    public SimOptionsBuilder values(ValueSpec value) {
        values = value;
        return this;
    }

    /** What is wrong on purpose. */
    public SimOptionsBuilder faults(Faults value) {
        faults = value;
        return this;
    }

    /** Work-cost hint in microseconds. */
    public SimOptionsBuilder cost(Distribution micros) {
        cost = Optional.of(micros);
        return this;
    }

    /** Another header on each record. */
    public SimOptionsBuilder header(CustomHeader header) {
        headers.add(header);
        return this;
    }

    /** Puts records into transactions; the Kafka producers need a transactional.id. */
    public SimOptionsBuilder transactions(TransactionPlan value) {
        transactions = Optional.of(value);
        return this;
    }

    /** What everything is drawn from. */
    public SimOptionsBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Id of the run. */
    public SimOptionsBuilder runId(String id) {
        runId = id;
        return this;
    }

    /** Id of the producer within the run, or of the first of several. */
    public SimOptionsBuilder producerId(String id) {
        producerId = id;
        return this;
    }

    /** How many Kafka producers share the load. */
    public SimOptionsBuilder producers(int count) {
        producers = count;
        return this;
    }

    /** How long the end of the run waits for acks. */
    public SimOptionsBuilder flushTimeout(Duration value) {
        flushTimeout = value;
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public SimOptions build() {
        return new SimOptions(
                topic,
                load,
                new KeySpec(keys, keyDistribution, partitionSkew),
                values,
                faults,
                cost,
                headers,
                seed,
                runId,
                new ProducerSpec(producerId, producers, transactions, flushTimeout));
    }
}
