package dev.headgate.internal.consumer;

import dev.headgate.internal.Failures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says in the operator's words that a codec's native library couldn't be loaded. The client itself advises to seek past the
 * record, which would lose it though nothing is wrong with it.
 */
final class CodecFailure {
    private static final List<String> CODECS = List.of(
            "org.apache.kafka.common.compress.", "org.xerial.snappy.", "com.github.luben.zstd.", "net.jpountz.");

    private CodecFailure() {}

    /** The failure as it came, or in words that name the directory and what to do. */
    static Throwable explain(Throwable failure) {
        Optional<Throwable> missing = missingLibrary(failure);
        if (missing.isEmpty()) {
            return failure;
        }
        return new EngineFailure(
                "records are compressed with a codec whose native library can't be loaded (" + missing.get()
                        + "); it is unpacked into java.io.tmpdir, which is " + System.getProperty("java.io.tmpdir")
                        + ": let files be written and executed there, or start with -Djava.io.tmpdir=DIR for a"
                        + " directory where they can; the records stay where they are",
                failure);
    }

    private static Optional<Throwable> missingLibrary(Throwable failure) {
        List<Throwable> causes = Failures.causes(failure);
        return causes.stream().anyMatch(CodecFailure::isMissing) ? Optional.of(causes.getLast()) : Optional.empty();
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof LinkageError && isThrownByACodec(failure);
    }

    private static boolean isThrownByACodec(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> CODECS.stream().anyMatch(frame.getClassName()::startsWith));
    }
}
