package dev.headgate.top;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The processors that are watched: each is asked once a second, and never twice at a time. Owned by one thread. */
final class Fleet {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final List<Watched> all;

    Fleet(List<URI> addresses, StateClient client, InstantSource clock) {
        all = addresses.stream()
                .map(address -> new Watched(address, client, clock))
                .toList();
    }

    /** Asks those whose turn it is and takes what has been answered. Never blocks; tells whether anything was. */
    boolean turn() {
        boolean news = false;
        for (Watched each : all) {
            each.askIfDue();
            news |= each.takeIfAnswered();
        }
        return news;
    }

    /** Asks all and waits for the answers. */
    void askOnce() throws InterruptedException {
        all.forEach(Watched::askIfDue);
        for (Watched each : all) {
            each.await();
        }
    }

    /** As they were last seen, in the order in which they were named. */
    List<Instance> seen() {
        return all.stream().map(each -> each.seen).toList();
    }

    private static final class Watched {
        private final URI address;
        private final StateClient client;
        private final InstantSource clock;
        private Optional<StateClient.Question> open = Optional.empty();
        private long askedNanos = System.nanoTime() - PERIOD.toNanos();
        private Instance seen;

        Watched(URI address, StateClient client, InstantSource clock) {
            this.address = address;
            this.client = client;
            this.clock = clock;
            this.seen = new Instance(name(address), Optional.empty(), Optional.empty());
        }

        private static String name(URI address) {
            return address.toString().replaceFirst("^http://", "");
        }

        void askIfDue() {
            if (open.isEmpty() && System.nanoTime() - askedNanos >= PERIOD.toNanos()) {
                askedNanos = System.nanoTime();
                open = Optional.of(client.ask(address));
            }
        }

        boolean takeIfAnswered() {
            Optional<StateClient.Answer> answer = open.flatMap(StateClient.Question::answer);
            answer.ifPresent(this::take);
            return answer.isPresent();
        }

        void await() throws InterruptedException {
            if (open.isPresent()) {
                take(open.get().await());
            }
        }

        private void take(StateClient.Answer answer) {
            open = Optional.empty();
            Instant since = seen.gone().map(Instance.Gone::since).orElseGet(clock::instant);
            seen = new Instance(
                    seen.address(),
                    answer.frame(),
                    answer.frame().isPresent()
                            ? Optional.empty()
                            : Optional.of(new Instance.Gone(since, answer.why())));
        }
    }
}
