package dev.pawl;

import dev.pawl.concurrent.Alongside;
import java.util.function.Supplier;

/**
 * Reads the migrations on a thread of its own while the connection is made on the caller's: in a run that has nothing to do,
 * each costs about as much as the other.
 */
final class CatalogReading {

    private final Alongside<Catalog> reading;

    private CatalogReading(Alongside<Catalog> reading) {
        this.reading = reading;
    }

    /** Begins to read. */
    static CatalogReading begin(Settings settings) {
        return new CatalogReading(Alongside.begin("pawl-files", () -> Catalog.read(settings)));
    }

    /**
     * Does something else meanwhile. Where that fails and the files are wrong too, the files' problems are thrown: they are
     * what would have been met first.
     */
    <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            Catalog unused = catalog();
            throw e;
        }
    }

    /**
     * What was read; waits for the end.
     *
     * @throws dev.pawl.error.PawlException with all problems of all files
     */
    Catalog catalog() {
        return reading.result();
    }
}
