package dev.pawl;

import dev.pawl.event.RunEvent;
import dev.pawl.event.RunListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A runner in a process of its own that stops at a chosen point of its run, says so, and waits there: to be killed, or to be
 * woken later.
 */
final class DoomedRunner implements AutoCloseable {

    /** Short, so that a dead runner's work is soon taken over. */
    static final Duration LEASE = Duration.ofMillis(1500);

    /** A point that no run comes to. */
    static final int NOWHERE = Integer.MAX_VALUE;

    private final Process process;
    private final BufferedReader said;

    private DoomedRunner(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    /**
     * Starts one.
     *
     * @param point the number of the event at which it stops, from 1
     */
    static DoomedRunner start(String url, Path folder, int point) {
        return startOverTenants(url, folder, point, List.of());
    }

    /** As {@link #start}, for a run over tenants. */
    static DoomedRunner startOverTenants(String url, Path folder, int point, List<String> schemas) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            return new DoomedRunner(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xshare:auto",
                            "-cp",
                            classPath,
                            DoomedRunner.class.getName(),
                            url,
                            folder.toString(),
                            Integer.toString(point),
                            String.join(",", schemas))
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it stands at its point; the point's name, or what became of the run if it came to its end before. */
    String awaitPoint() {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith("at ") || line.startsWith("end ")) {
                    return line;
                }
            }
            return "end without a word";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets it go on from its point. */
    void wake() {
        try {
            process.outputWriter().write('\n');
            process.outputWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal. */
    void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The runner itself. */
    public static void main(String[] arguments) {
        System.out.println("end " + run(arguments));
        System.out.flush();
    }

    private static String run(String[] arguments) {
        try {
            PawlBuilder builder = Pawl.builder()
                    .url(arguments[0])
                    .locations(List.of(arguments[1]))
                    .leaseTime(LEASE)
                    .listener(new StopAt(Integer.parseInt(arguments[2])));
            if (arguments[3].isEmpty()) {
                builder.build().migrate();
            } else {
                builder.tenantSchemas(List.of(arguments[3].split(",", -1)))
                        .build()
                        .tenants()
                        .migrate()
                        .orThrow();
            }
            return "done";
        } catch (dev.pawl.error.PawlException e) {
            return e.problem().code() + " " + e.problem().message();
        }
    }

    /** Stops the run at an event, on the run's own thread. */
    private static final class StopAt implements RunListener {
        private final int point;
        private int seen;

        StopAt(int point) {
            this.point = point;
        }

        @Override
        public synchronized void on(RunEvent event) {
            if (++seen != point) {
                return;
            }
            System.out.println("at " + name(event));
            System.out.flush();
            try {
                System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String name(RunEvent event) {
            String where = "";
            if (event instanceof RunEvent.StatementStarted started) {
                where = " " + started.migration().filename() + " #" + started.index();
            } else if (event instanceof RunEvent.StatementFinished finished) {
                where = " " + finished.migration().filename() + " " + finished.position();
            } else if (event instanceof RunEvent.MigrationStarted started) {
                where = " " + started.migration().filename();
            } else if (event instanceof RunEvent.MigrationApplied applied) {
                where = " " + applied.migration().filename();
            }
            return event.getClass().getSimpleName() + where;
        }
    }
}
