package dev.pawl.cli.text;

import dev.pawl.cli.words.Durations;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line at the bottom of a terminal that says how far the work is. */
public interface ProgressBar extends AutoCloseable {

    /** Shows nothing. */
    ProgressBar NONE = new ProgressBar() {
        @Override
        public void step(int done, String current) {}

        @Override
        public void tell(String part) {}

        @Override
        public void draw() {}

        @Override
        public void erase() {}

        @Override
        public void close() {}
    };

    /**
     * Says where the work is.
     *
     * @param done how many are finished
     * @param current what is being done
     */
    void step(int done, String current);

    /**
     * Says how far the present step is; the next step forgets it.
     *
     * @param part in few words
     */
    void tell(String part);

    /** Draws it. */
    void draw();

    /** Takes it off the screen, so that a line can be printed. */
    void erase();

    /** Takes it away for good. */
    @Override
    void close();

    /**
     * A bar on a terminal. It moves while nothing else does, so that a long statement does not look like a hang.
     *
     * @param stream the terminal
     * @param screen guards it: whoever prints holds this lock
     * @param total how many steps there are
     */
    static ProgressBar on(PrintStream stream, Object screen, int total) {
        return new Live(stream, screen, total);
    }

    /** The one that is seen. */
    final class Live implements ProgressBar {

        private static final int WIDTH = 24;
        private static final int NAME_WIDTH = 32;
        private static final int TICK_MILLIS = 120;
        /** Time is shown in tenths of a second: more digits would only flicker. */
        private static final long NANOS_PER_TICK = 100_000_000;

        private static final String ERASE_LINE = "\r\u001b[K";
        /** What does not fit is cut off by the terminal: a second line could not be erased. */
        private static final String STAY_ON_LINE = "\u001b[?7l";

        private static final String WRAP_AGAIN = "\u001b[?7h";

        private final PrintStream stream;
        private final Object screen;
        private final int total;
        private final ScheduledExecutorService ticker;
        private long startedNanos = System.nanoTime();
        private int done;
        private String current = "";
        private String part = "";
        private boolean isDrawn;

        private Live(PrintStream stream, Object screen, int total) {
            this.stream = stream;
            this.screen = screen;
            this.total = total;
            this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "pawl-progress");
                thread.setDaemon(true);
                return thread;
            });
            // Nothing can fail in a tick: PrintStream keeps its errors to itself.
            var unused = ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void tick() {
            synchronized (screen) {
                if (!ticker.isShutdown()) {
                    erase();
                    draw();
                }
            }
        }

        @Override
        public void step(int finished, String name) {
            synchronized (screen) {
                done = finished;
                current = name;
                part = "";
                startedNanos = System.nanoTime();
                erase();
                draw();
            }
        }

        @Override
        public void tell(String words) {
            synchronized (screen) {
                part = words;
                erase();
                draw();
            }
        }

        @Override
        public void draw() {
            int filled = (int) ((long) WIDTH * done / total);
            String head = filled < WIDTH ? ">" : "";
            String bar = "=".repeat(filled) + head + " ".repeat(WIDTH - filled - head.length());
            stream.print(STAY_ON_LINE + "[" + bar + "] " + done + "/" + total + what() + WRAP_AGAIN);
            stream.flush();
            isDrawn = true;
        }

        private String what() {
            return current.isEmpty()
                    ? ""
                    : "  " + shortened(current) + "  "
                            + Durations.show((System.nanoTime() - startedNanos) / NANOS_PER_TICK * 100)
                            + (part.isEmpty() ? "" : "  " + part);
        }

        private static String shortened(String name) {
            return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 3) + "...";
        }

        @Override
        public void erase() {
            if (isDrawn) {
                stream.print(ERASE_LINE);
                stream.flush();
                isDrawn = false;
            }
        }

        @Override
        public void close() {
            synchronized (screen) {
                ticker.shutdownNow();
                erase();
            }
        }
    }
}
