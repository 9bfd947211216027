package dev.pawl.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/**
 * Programs of a PostgreSQL server, ready to run.
 *
 * @param bin the folder of {@code postgres} and {@code initdb}
 * @param major the major version
 * @param id tells these programs from all others, fit for a file name
 */
record Installation(Path bin, int major, String id) {
    private static final Pattern JAR_NAME = Pattern.compile(".*-(?<major>\\d+)\\.\\d+\\.\\d+\\.jar");
    private static final Pattern VERSION_OUTPUT =
            Pattern.compile("postgres \\(PostgreSQL\\) (?<version>(?<major>\\d+)\\S*).*");

    /**
     * Finds what was asked for, and unpacks it if need be.
     *
     * @param existing the major version of the data it is for, if there is data
     */
    static Installation find(Binaries binaries, Optional<Integer> existing, Account account, CacheFolder cache) {
        if (binaries instanceof Binaries.Installed installed) {
            return installed(installed.bin().toAbsolutePath());
        }
        Platform platform = Platform.current();
        if (binaries instanceof Binaries.Jar jar) {
            return unpacked(Source.of(jar.file(), platform), cache);
        }
        List<Source> sources = onClassPath(platform);
        if (sources.isEmpty()) {
            throw missing("no PostgreSQL", platform);
        }
        if (binaries instanceof Binaries.Major wanted) {
            return sources.stream()
                    .filter(source -> source.major() == wanted.version())
                    .findFirst()
                    .map(source -> unpacked(source, cache))
                    .orElseThrow(() -> missing("no PostgreSQL " + wanted.version(), platform));
        }
        return unpacked(
                sources.stream()
                        .filter(source -> existing.isPresent() && existing.get() == source.major())
                        .findFirst()
                        .orElse(sources.get(0)),
                cache);
    }

    private static EmbeddedPostgresException missing(String what, Platform platform) {
        return new EmbeddedPostgresException(
                "There is " + what + " for this machine on the class path.",
                "Add io.zonky.test.postgres:" + platform.artifact()
                        + " to the class path, or name the bin folder of an installed server.");
    }

    private static Installation installed(Path bin) {
        Commands.Outcome outcome = Commands.run(List.of(bin.resolve("postgres").toString(), "--version"), Path.of("/"));
        Matcher version = VERSION_OUTPUT.matcher(outcome.output());
        if (!outcome.succeeded() || !version.matches() || !Files.isExecutable(bin.resolve("initdb"))) {
            throw new EmbeddedPostgresException(
                    "There is no PostgreSQL server in " + bin + ".",
                    "Name the folder that holds postgres and initdb, for example the output of pg_config --bindir.");
        }
        return new Installation(
                bin,
                Integer.parseInt(version.group("major")),
                "installed-" + version.group("version") + "-" + Integer.toHexString(bin.hashCode()));
    }

    private static Installation unpacked(Source source, CacheFolder cache) {
        Path folder = cache.entry("postgresql-" + source.id(), "unpack PostgreSQL", source::unpack);
        return new Installation(folder.resolve("bin"), source.major(), source.id());
    }

    /** Newest first. */
    private static List<Source> onClassPath(Platform platform) {
        List<Source> sources = new ArrayList<>();
        try {
            for (var urls = Installation.class.getClassLoader().getResources(platform.archive());
                    urls.hasMoreElements(); ) {
                URL url = urls.nextElement();
                if (url.openConnection() instanceof JarURLConnection connection) {
                    sources.add(Source.of(Path.of(connection.getJarFileURL().toURI()), platform));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new EmbeddedPostgresException(
                    "Could not look for PostgreSQL on the class path: " + e.getMessage() + ".",
                    "Name the jar of the binaries, or the bin folder of an installed server.",
                    e);
        }
        sources.sort(Comparator.comparingInt(Source::major).reversed());
        return sources;
    }

    /**
     * Packed binaries.
     *
     * @param jar the jar they are in
     * @param archive its entry
     * @param major the major version, as the jar's name tells
     * @param id from the archive's checksum, which the jar's directory holds: no need to read 15 MB
     */
    private record Source(Path jar, String archive, int major, String id) {
        static Source of(Path jar, Platform platform) {
            Matcher name = JAR_NAME.matcher(jar.getFileName().toString());
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry entry = zip.getEntry(platform.archive());
                if (entry == null || !name.matches()) {
                    throw new EmbeddedPostgresException(
                            jar + " does not hold PostgreSQL for this machine.",
                            "Use a jar of io.zonky.test.postgres:" + platform.artifact() + ", under its own name.");
                }
                String id = String.format(Locale.ROOT, "%s-%08x", name.group("major"), entry.getCrc());
                return new Source(jar, platform.archive(), Integer.parseInt(name.group("major")), id);
            } catch (IOException e) {
                throw new EmbeddedPostgresException(
                        "Could not read the PostgreSQL binaries in " + jar + ": " + e.getMessage() + ".",
                        "Check that this file exists and is a jar of io.zonky.test.postgres:" + platform.artifact()
                                + ".",
                        e);
            }
        }

        void unpack(Path folder) throws IOException {
            try (ZipFile zip = new ZipFile(jar.toFile());
                    InputStream packed = zip.getInputStream(zip.getEntry(archive));
                    InputStream tar = new BufferedInputStream(new XZInputStream(packed), 256 * 1024)) {
                TarArchive.unpack(tar, folder);
            }
        }
    }
}
