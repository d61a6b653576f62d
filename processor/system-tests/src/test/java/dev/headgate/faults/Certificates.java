package dev.headgate.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority in a directory, by the JDK's keytool: it signs a broker's certificate for as long as it is told to. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-keystore", path("ca.p12"));
        keytool("-exportcert", "-alias", "ca", "-keystore", path("ca.p12"), "-file", path("ca.crt"));
        keytool("-importcert", "-alias", "ca", "-keystore", path("trust.p12"), "-file", path("ca.crt"));
    }

    /** What a client trusts: the authority, and so no certificate that has expired. */
    Path trusted() {
        return directory.resolve("trust.p12");
    }

    /** A store with the broker's key, and a certificate that is valid for so long from now. */
    Path broker(String name, Duration validFor) {
        String store = path(name + ".p12");
        String start = "-" + (Duration.ofDays(1).toSeconds() - validFor.toSeconds()) + "S";
        keytool("-genkeypair", "-alias", "node", "-dname", "CN=localhost", "-keystore", store);
        keytool("-certreq", "-alias", "node", "-keystore", store, "-file", path(name + ".csr"));
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-startdate",
                start,
                "-validity",
                "1",
                "-keystore",
                path("ca.p12"),
                "-infile",
                path(name + ".csr"),
                "-outfile",
                path(name + ".crt"));
        keytool("-importcert", "-alias", "ca", "-keystore", store, "-file", path("ca.crt"));
        keytool("-importcert", "-alias", "node", "-keystore", store, "-file", path(name + ".crt"));
        return Path.of(store);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of("-noprompt", "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Path out = Files.createTempFile("keytool", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(out, StandardCharsets.UTF_8));
            }
            Files.delete(out);
        } catch (IOException e) {
            throw new IllegalStateException("keytool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
