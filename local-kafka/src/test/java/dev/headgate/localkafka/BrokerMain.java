package dev.headgate.localkafka;

import picocli.CommandLine;

/** The broker command as a program of its own, for tests that need it to end by a signal. */
final class BrokerMain {

    private BrokerMain() {}

    static void main(String[] args) {
        System.exit(new CommandLine(new BrokerCommand()).execute(args));
    }
}
