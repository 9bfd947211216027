package dev.pawl.parse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL's own regression scripts, from the source package of the distribution that this machine runs. They are
 * fetched with apt into {@code target/} and stay there until the next clean.
 *
 * <p>apt is given lists of its own, made from the machine's: the same places, for sources instead of binaries.
 */
final class PostgresSources {
    private static final String PACKAGE = "postgresql-15";
    private static final String SCRIPTS = "*/src/test/regress/sql/*.sql";

    private final Path folder;

    PostgresSources(Path folder) {
        this.folder = folder;
    }

    /** The scripts in the order of their names; empty where they cannot be had. */
    List<Path> scripts() throws IOException, InterruptedException {
        Path unpacked = folder.resolve("unpacked");
        if (!Files.isDirectory(unpacked) && !fetch(unpacked)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(unpacked)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private boolean fetch(Path unpacked) throws IOException, InterruptedException {
        Path download = Files.createDirectories(folder.resolve("download"));
        Files.createDirectories(folder.resolve("lists/partial"));
        Files.createDirectories(folder.resolve("cache/archives/partial"));
        writeSources();
        run(folder, apt("apt-get", "update"));
        for (String version : versions()) {
            run(download, apt("apt-get", "source", "--download-only", PACKAGE + "=" + version));
            Optional<Path> archive = archive(download);
            if (archive.isPresent()) {
                return unpack(archive.get(), unpacked);
            }
        }
        return false;
    }

    private static Optional<Path> archive(Path download) throws IOException {
        try (Stream<Path> files = Files.list(download)) {
            return files.filter(file -> file.toString().contains(".orig.tar.")).findFirst();
        }
    }

    private static boolean unpack(Path archive, Path unpacked) throws IOException, InterruptedException {
        Path partial = Files.createDirectories(unpacked.resolveSibling("unpacking"));
        Result result = run(partial, List.of("tar", "-xf", archive.toString(), "--wildcards", SCRIPTS));
        if (result.exitCode() != 0) {
            return false;
        }
        Files.move(partial, unpacked);
        return true;
    }

    private List<String> versions() throws IOException, InterruptedException {
        List<String> versions = new ArrayList<>(run(folder, apt("apt-cache", "showsrc", PACKAGE))
                .output()
                .lines()
                .filter(line -> line.startsWith("Version: "))
                .map(line -> line.substring("Version: ".length()))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList());
        Collections.reverse(versions);
        return versions;
    }

    private List<String> apt(String... command) {
        List<String> words = new ArrayList<>(List.of(command[0]));
        words.addAll(List.of(
                "-o", "Dir::Etc::SourceList=" + folder.resolve("private.list"),
                "-o", "Dir::Etc::SourceParts=" + folder.resolve("private.d"),
                "-o", "Dir::State::Lists=" + folder.resolve("lists"),
                "-o", "Dir::Cache=" + folder.resolve("cache"),
                "-o", "Acquire::http::Timeout=20",
                "-o", "APT::Sandbox::User=root"));
        words.addAll(List.of(command).subList(1, command.length));
        return words;
    }

    /** The machine's own sources, with {@code deb} turned into {@code deb-src}. */
    private void writeSources() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("private.d"));
        Path etc = Path.of("/etc/apt");
        StringBuilder lines = new StringBuilder();
        for (Path file : sourceFiles(etc)) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            if (file.toString().endsWith(".sources")) {
                String source = text.replaceAll("(?m)^Types:.*$", "Types: deb-src");
                Files.writeString(parts.resolve(file.getFileName().toString()), source);
            } else {
                lines.append(text.replaceAll("(?m)^deb ", "deb-src ")).append('\n');
            }
        }
        Files.writeString(folder.resolve("private.list"), lines);
    }

    private static List<Path> sourceFiles(Path etc) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.exists(etc.resolve("sources.list"))) {
            files.add(etc.resolve("sources.list"));
        }
        if (Files.isDirectory(etc.resolve("sources.list.d"))) {
            try (Stream<Path> parts = Files.list(etc.resolve("sources.list.d"))) {
                parts.filter(part -> part.toString().matches(".*\\.(list|sources)"))
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static Result run(Path where, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Result(-1, "");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            return new Result(-1, ""); // no such program: not a Debian
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private record Result(int exitCode, String output) {}
}
