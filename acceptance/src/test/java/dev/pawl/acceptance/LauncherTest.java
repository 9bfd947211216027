package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher away from its sources, as dist/build packs it, and what may happen to its archive of loaded classes. */
class LauncherTest {

    private static final String LAST_PROCESS = "4194305"; // one more than Linux ever gives

    @TempDir
    Path folder;

    private Path archives;

    @BeforeEach
    void unpack() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path app = Files.createDirectories(folder.resolve("app"));
        Path built = Repository.root().resolve("cli/target/app");
        Files.copy(Repository.root().resolve("pawl"), bin.resolve("pawl"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(built.resolve("classpath"), app.resolve("classpath"), StandardCopyOption.COPY_ATTRIBUTES);
        Path lib = Files.createDirectory(app.resolve("lib"));
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        archives = app.resolve("archive");
    }

    private String run() throws IOException, InterruptedException {
        return run(folder);
    }

    private String run(Path where) throws IOException, InterruptedException {
        return run(where, 0, Map.of(), "--version");
    }

    private String run(Path where, int code, Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.add(0, folder.resolve("bin/pawl").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(variables);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }

    /** The only file of the folder, once the training is over. */
    private Path awaitArchive() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        List<Path> files = List.of();
        while (System.nanoTime() < end) {
            files = files();
            if (files.size() == 1
                    && !files.get(0).toString().endsWith(".lock")
                    && Files.size(files.get(0)) > 1_000_000) {
                return files.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("No archive was made, but " + files);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(archives)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-delete", "-ok", "(", "!", "a folder", "/dev/null"})
    @DisplayName("design 4: whatever the scripts' folder is called, a look at it harms nothing")
    void oddFolder(String name) throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve("place"));
        Files.writeString(place.resolve("kept.sql"), "SELECT 1;");
        Files.writeString(place.resolve("pawl.toml"), "[migrations]\ndir = \"" + name + "\"\n");

        assertThat(run(place)).startsWith("pawl ").hasLineCount(1);

        assertThat(place.resolve("kept.sql")).exists();
    }

    @Test
    @DisplayName("design 4: the archive is made once, behind the first runs, and again when pawl is newer")
    void once() throws IOException, InterruptedException {
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        Path archive = awaitArchive();
        Object made = Files.getLastModifiedTime(archive);

        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        assertThat(Files.getLastModifiedTime(awaitArchive())).isEqualTo(made);

        Files.setLastModifiedTime(
                folder.resolve("app/classpath"), FileTime.fromMillis(System.currentTimeMillis() + 1000));
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (Files.getLastModifiedTime(awaitArchive()).equals(made) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(Files.getLastModifiedTime(awaitArchive())).isNotEqualTo(made);
    }

    @Test
    @DisplayName("design 4: with an archive, too, what a large script keeps busy is compiled as well as Java can")
    void large() throws IOException, InterruptedException {
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        Path unused = awaitArchive();
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("001_large.sql"), "-- nothing but a comment\n".repeat(2_000_000));

        String said = run(
                folder,
                ExitCode.DATABASE.value(),
                Map.of("PAWL_JAVA_OPTS", "-XX:+PrintCompilation"),
                "migrate",
                "--url=postgres://nobody@127.0.0.1:1/none",
                "--dir=scripts");

        assertThat(said)
                .as("its checksum, by the compiler of the fourth tier")
                .containsPattern("\\s4\\s+sun\\.security\\.provider\\.(SHA2|DigestBase)::implCompress");
    }

    @Test
    @DisplayName(
            "design 4: a training that was killed is done again, and leaves nothing behind; a broken archive costs speed only")
    void killed() throws IOException, InterruptedException {
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        Path archive = awaitArchive();
        Files.delete(archive);
        Files.writeString(archives.resolve(archive.getFileName() + ".lock"), LAST_PROCESS + "\n");
        Files.writeString(archives.resolve(archive.getFileName() + "." + LAST_PROCESS), "half of it");

        assertThat(run()).startsWith("pawl ").hasLineCount(1);
        assertThat(awaitArchive()).isEqualTo(archive);

        Files.delete(archive);
        Files.writeString(archive, "not an archive");
        assertThat(run()).startsWith("pawl ").hasLineCount(1);
    }
}
