package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs while the test goes on: in a process group of its own, as a job of a shell, so that signals can be
 * sent to it as a terminal sends them. Closing it kills what is left of it.
 */
public final class Job implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String typed;
    private final Process process;
    private final Path out;
    private final Path err;

    Job(String typed, Process process, Path out, Path err) {
        this.typed = typed;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The process that was started. */
    public Process process() {
        return process;
    }

    /** Sends a signal to every process of the job, as Ctrl-C at a terminal does. */
    public Job signalAll(String signal) {
        return kill(signal, "-" + process.pid());
    }

    /** Sends a signal to the first process alone, as {@code kill} and a container's runtime do. */
    public Job signal(String signal) {
        return kill(signal, Long.toString(process.pid()));
    }

    /** As {@link #signalAll}; the job may have ended meanwhile. */
    public void signalAnyLeft(String signal) {
        tryKill(signal, "-" + process.pid());
    }

    private Job kill(String signal, String target) {
        assertThat(tryKill(signal, target))
                .as("kill -s %s %s: is it still alive? %s", signal, target, this)
                .isZero();
        return this;
    }

    private static int tryKill(String signal, String target) {
        try {
            return new ProcessBuilder("sh", "-c", "kill -s " + signal + " -- " + target)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until it has printed something, on either stream. */
    public Job awaitText(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!(read(out) + read(err)).contains(text)) {
            assertThat(System.nanoTime()).as("no %s in %s", text, this).isLessThan(deadline);
            assertThat(process.isAlive()).as("no %s in %s", text, this).isTrue();
            Thread.sleep(20);
        }
        return this;
    }

    /** Waits for its end. */
    public Outcome end() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("not done: %s", this)
                .isTrue();
        return new Outcome(typed, process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "$ " + typed + "\n" + read(out) + "--- standard error\n" + read(err);
    }

    /** Kills what is left of it. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
