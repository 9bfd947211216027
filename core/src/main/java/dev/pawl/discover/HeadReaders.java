package dev.pawl.discover;

import dev.pawl.error.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads the heads of many files: where there are thousands, half of them on another thread. */
final class HeadReaders {

    /** Fewer are read before a second thread has got going. */
    private static final int MANY = 2000;

    private final List<SourceFile> files;
    private final List<Problem> unreadable = new ArrayList<>();

    HeadReaders(List<SourceFile> files) {
        this.files = files;
    }

    /** A file after a look at its beginning, or what kept it from being looked at. */
    private sealed interface Outcome {
        record Read(HeadReader.Seen seen) implements Outcome {}

        record Failed(Problem problem) implements Outcome {}
    }

    /** The files in their order, without those in {@link #unreadable()}. */
    List<HeadReader.Seen> read() {
        List<HeadReader.Seen> all = new ArrayList<>(files.size());
        for (Outcome outcome : files.size() < MANY ? read(files) : readInHalves()) {
            if (outcome instanceof Outcome.Read read) {
                all.add(read.seen());
            } else if (outcome instanceof Outcome.Failed failed) {
                unreadable.add(failed.problem());
            }
        }
        return all;
    }

    /** What is wrong with those that cannot be read. */
    List<Problem> unreadable() {
        return unreadable;
    }

    private List<Outcome> readInHalves() {
        int half = files.size() / 2;
        FutureTask<List<Outcome>> task = new FutureTask<>(() -> read(files.subList(half, files.size())));
        Thread thread = new Thread(task, "pawl-files-2");
        thread.setDaemon(true);
        thread.start();
        List<Outcome> outcomes = new ArrayList<>(read(files.subList(0, half)));
        outcomes.addAll(result(task));
        return outcomes;
    }

    private static List<Outcome> result(FutureTask<List<Outcome>> task) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true; // files are soon read; who comes next, sees to it
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Reading files throws nothing", e.getCause());
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<Outcome> read(List<SourceFile> files) {
        HeadReader reader = new HeadReader();
        List<Outcome> outcomes = new ArrayList<>(files.size());
        for (SourceFile file : files) {
            try {
                outcomes.add(new Outcome.Read(reader.read(file)));
            } catch (IOException e) {
                outcomes.add(
                        new Outcome.Failed(Unreadable.problem(file.content().location(), e)));
            }
        }
        return outcomes;
    }
}
