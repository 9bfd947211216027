package dev.pawl.postgres;

import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Objects;

/**
 * A server with rules about who gets in: passwords, encryption, and a unix socket. One a JVM; gone with it. Every password
 * is {@value #PASSWORD}, so that a test can look for it where it must not be.
 */
final class GuardedServer {

    static final String PASSWORD = "hunter2-ge%h:e/i@m";

    private static final String RULES = """
            local   all  socket_user                trust
            local   all  peer_user                  peer
            host    all  postgres    127.0.0.1/32   trust
            host    all  "no such role" 127.0.0.1/32 trust
            host    all  scram_user  127.0.0.1/32   scram-sha-256
            host    all  md5_user    127.0.0.1/32   md5
            host    all  clear_user  127.0.0.1/32   password
            host    all  plain       127.0.0.1/32   trust
            host    all  limited     127.0.0.1/32   trust
            host    all  rejected    127.0.0.1/32   reject
            hostssl all  tls_user    127.0.0.1/32   trust
            """;

    private final EmbeddedPostgres postgres;
    private final Path folder;

    private GuardedServer(EmbeddedPostgres postgres, Path folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    private static final class Running {
        static final GuardedServer SERVER = start();
    }

    static GuardedServer get() {
        return Running.SERVER;
    }

    int port() {
        return postgres.port();
    }

    /** The folder of the unix socket. */
    Path socketFolder() {
        return folder;
    }

    /** The server's own certificate, for {@code localhost} only; it signs itself. */
    Path certificate() {
        return folder.resolve("server.crt");
    }

    /** A key store with that certificate, for other servers. */
    Path keyStore() {
        return folder.resolve("server.p12");
    }

    /** A connection string for a role, over TCP. */
    String url(String role) {
        return "host=127.0.0.1 port=" + port() + " dbname=postgres user='" + role + "' password='" + PASSWORD + "'";
    }

    private static GuardedServer start() {
        try {
            Path folder =
                    Files.createTempDirectory(Path.of("/tmp"), "pawl-guarded"); // short enough for a socket's path
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteFiles(folder)));
            makeCertificate(folder);
            Path rules = Files.writeString(folder.resolve("hba.conf"), RULES);
            EmbeddedPostgres postgres = EmbeddedPostgres.start(TestServer.options()
                    .withSetting("hba_file", rules.toString())
                    .withSetting("unix_socket_directories", folder.toString())
                    .withSetting("ssl", "on")
                    .withSetting("ssl_cert_file", folder.resolve("server.crt").toString())
                    .withSetting("ssl_key_file", folder.resolve("server.key").toString()));
            GuardedServer server = new GuardedServer(postgres, folder);
            server.createRolesAndDatabase();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createRolesAndDatabase() {
        try (Session session = new Connector(ConnectionSpec.parse(postgres.url("postgres")), "test").open()) {
            String password = Literal.text(PASSWORD);
            session.execute(
                    "SET password_encryption = 'scram-sha-256'; CREATE ROLE scram_user LOGIN PASSWORD " + password
                            + "; CREATE ROLE clear_user LOGIN PASSWORD " + password
                            + "; SET password_encryption = 'md5'; CREATE ROLE md5_user LOGIN PASSWORD " + password
                            + "; CREATE ROLE plain LOGIN; CREATE ROLE rejected LOGIN; CREATE ROLE tls_user LOGIN"
                            + "; CREATE ROLE unruled LOGIN; CREATE ROLE socket_user LOGIN; CREATE ROLE peer_user LOGIN"
                            + "; CREATE ROLE limited LOGIN CONNECTION LIMIT 0");
            session.execute("CREATE DATABASE closed");
            session.execute("REVOKE CONNECT ON DATABASE closed FROM public");
        }
    }

    private static void deleteFiles(Path folder) {
        for (File file : Objects.requireNonNullElse(folder.toFile().listFiles(), new File[0])) {
            file.delete();
        }
        folder.toFile().delete();
    }

    private static void makeCertificate(Path folder) throws IOException {
        String secret = "changeit";
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-ext",
                "bc:c=ca:true",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                secret,
                "-keystore",
                folder.resolve("server.p12").toString());
        try (var in = Files.newInputStream(folder.resolve("server.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, secret.toCharArray());
            Certificate certificate = store.getCertificate("server");
            write(folder.resolve("server.crt"), "CERTIFICATE", certificate.getEncoded());
            write(
                    folder.resolve("server.key"),
                    "PRIVATE KEY",
                    store.getKey("server", secret.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
