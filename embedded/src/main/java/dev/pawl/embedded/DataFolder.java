package dev.pawl.embedded;

import java.nio.file.Path;

/** Where the data lives, and for how long. */
public sealed interface DataFolder {
    /** Data that is deleted with the server. It trades durability for speed. */
    record Temporary() implements DataFolder {}

    /**
     * Data that stays. A server that already runs on the folder is used, and left running, instead of starting another.
     *
     * @param path created if it does not exist; its parent must
     */
    record Persistent(Path path) implements DataFolder {}
}
