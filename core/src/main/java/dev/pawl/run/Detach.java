package dev.pawl.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an {@code ALTER TABLE parent DETACH PARTITION child CONCURRENTLY} names (manual, ALTER TABLE).
 *
 * @param parent the partitioned table
 * @param child the partition
 */
record Detach(NamedObject parent, NamedObject child) {

    private static final List<String> BEFORE_NAME = List.of("if", "exists", "only");

    /** Reads the statement; empty where it is none that we understand. */
    static Optional<Detach> of(String sql) {
        List<String> words = SqlWords.of(sql);
        int parentAt = ConcurrentIndex.indexOf(words, "table", 0) + 1;
        while (parentAt < words.size()
                && BEFORE_NAME.contains(words.get(parentAt).toLowerCase(Locale.ROOT))) {
            parentAt++;
        }
        Optional<NamedObject> parent = NamedObject.at(words, parentAt);
        int childAt = ConcurrentIndex.indexOf(words, "partition", parentAt + 1) + 1;
        Optional<NamedObject> child = childAt == 0 ? Optional.empty() : NamedObject.at(words, childAt);
        return parent.flatMap(of -> child.map(found -> new Detach(of, found)));
    }

    /** The second half of a detachment that was broken off. */
    String finalisation() {
        return "ALTER TABLE " + parent.written() + " DETACH PARTITION " + child.written() + " FINALIZE";
    }
}
