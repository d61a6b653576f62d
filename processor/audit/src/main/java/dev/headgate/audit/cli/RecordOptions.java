package dev.headgate.audit.cli;

import dev.headgate.app.UserError;
import dev.headgate.audit.FieldExtractor;
import dev.headgate.audit.FieldSelector;
import dev.headgate.audit.IdentityExtractor;
import dev.headgate.audit.StampExtractor;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the audit tells records apart. */
final class RecordOptions {
    @Option(
            names = "--id",
            paramLabel = "FIELD",
            description = "For records that 'headgate sim' has not stamped: what names a record, or what its sequence"
                    + " counts in. FIELD is header:NAME, key, key:/pointer or json:/pointer.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--sequence",
            paramLabel = "FIELD",
            description = "With --id: a number that rises with each record of a key. Without it, order is not judged.")
    private Optional<String> sequence = Optional.empty();

    @Option(
            names = "--run-field",
            paramLabel = "FIELD",
            description = "With --id: what to make a verdict of its own for. Default: one verdict for all.")
    private Optional<String> run = Optional.empty();

    @Option(
            names = "--sent-time",
            paramLabel = "FIELD",
            description = "With --id: when the record was sent, in epoch ms. Default: the input record's timestamp.")
    private Optional<String> sentTime = Optional.empty();

    /** @throws UserError if a field can't be read, or --id is missing */
    IdentityExtractor extractor() {
        if (id.isEmpty()) {
            requireAbsent("--sequence", sequence);
            requireAbsent("--run-field", run);
            requireAbsent("--sent-time", sentTime);
            return new StampExtractor();
        }
        return new FieldExtractor(
                selector("--id", id).orElseThrow(),
                selector("--sequence", sequence),
                selector("--run-field", run),
                selector("--sent-time", sentTime));
    }

    private static void requireAbsent(String option, Optional<String> value) {
        if (value.isPresent()) {
            throw new UserError(option + " needs --id: name the field that tells records apart, e.g. --id header:id");
        }
    }

    private static Optional<FieldSelector> selector(String option, Optional<String> text) {
        try {
            return text.map(FieldSelector::parse);
        } catch (IllegalArgumentException e) {
            throw new UserError(option + ": " + e.getMessage(), e);
        }
    }
}
