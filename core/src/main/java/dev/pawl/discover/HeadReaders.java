package dev.pawl.discover;

import dev.pawl.concurrent.Alongside;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
        Alongside<List<Outcome>> rest = Alongside.begin("pawl-files-2", () -> read(files.subList(half, files.size())));
        List<Outcome> outcomes = new ArrayList<>(read(files.subList(0, half)));
        outcomes.addAll(rest.result());
        return outcomes;
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
