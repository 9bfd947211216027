package dev.pawl.embedded.testing;

import dev.pawl.embedded.Binaries;
import dev.pawl.embedded.EmbeddedPostgres;
import dev.pawl.embedded.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The server of this test run: one a JVM, started when it is first asked for, gone with the JVM.
 *
 * <p>The system property {@code pawl.test.postgres} chooses its version: 18 (the default), another major version from 13 (with
 * {@code -Pall-postgres}), or the bin folder of an installed server.
 */
public final class TestServer {
    /** The system property that chooses the version. */
    public static final String VERSION_PROPERTY = "pawl.test.postgres";

    /** The system property that says where {@code -Pall-postgres} puts the binaries of the older versions. */
    public static final String BINARIES_PROPERTY = "pawl.test.binaries";

    private static final String DEFAULT_VERSION = "18";
    private static final Set<String> TEMPLATES = ConcurrentHashMap.newKeySet();

    private TestServer() {}

    private static final class Running {
        static final EmbeddedPostgres SERVER = EmbeddedPostgres.start(options());
    }

    /** The server, running. */
    public static EmbeddedPostgres get() {
        return Running.SERVER;
    }

    /** What {@link #get()} is started with: for tests that need a server of their own, of the same version. */
    public static Options options() {
        return Options.temporary()
                .withBinaries(binaries())
                .withSetting("max_connections", "300")
                .withSetting("max_prepared_transactions", "10");
    }

    /** The programs of the version under test. */
    public static Binaries binaries() {
        return binaries(System.getProperty(VERSION_PROPERTY, DEFAULT_VERSION));
    }

    /** The programs of a version, given as {@value #VERSION_PROPERTY} gives it. */
    public static Binaries binaries(String version) {
        if (!version.chars().allMatch(Character::isDigit)) {
            return new Binaries.Installed(Path.of(version));
        }
        return version.equals(DEFAULT_VERSION)
                ? new Binaries.Major(Integer.parseInt(version))
                : new Binaries.Jar(fetchedJar(version));
    }

    /**
     * Makes a database that others are copied from, once a JVM.
     *
     * @param name the same name means the same contents
     * @param fill gets a JDBC URL, and must leave no connection open
     */
    public static synchronized String template(String name, Consumer<String> fill) {
        if (TEMPLATES.add(name)) {
            get().createDatabase(name);
            fill.accept(get().jdbcUrl(name));
        }
        return name;
    }

    private static Path fetchedJar(String version) {
        Path folder = Path.of(System.getProperty(BINARIES_PROPERTY, "target/postgres-binaries"));
        try (var jars = Files.list(folder)) {
            return jars.filter(jar -> jar.getFileName().toString().contains("-" + version + "."))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(missing(version, folder)));
        } catch (IOException e) {
            throw new IllegalStateException(missing(version, folder), e);
        }
    }

    private static String missing(String version, Path folder) {
        return "no binaries of PostgreSQL " + version + " in " + folder + ": run mvn -Pall-postgres generate-resources";
    }
}
