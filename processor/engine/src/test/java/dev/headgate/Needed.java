package dev.headgate;

import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine. {@code ./headgate test} lists at its end what was missing, by these texts. */
public final class Needed {
    private Needed() {}

    /** The reason why a test is skipped. */
    public static String reason(String what, String debianPackage) {
        return "needs " + what + " (apt-get install " + debianPackage + ")";
    }

    /** Skips the test where that isn't there. */
    public static void assumeThere(boolean there, String what, String debianPackage) {
        Assumptions.assumeTrue(there, reason(what, debianPackage));
    }

    /** The same for something that no package brings. */
    public static void assumeThere(boolean there, String what) {
        Assumptions.assumeTrue(there, "needs " + what);
    }
}
