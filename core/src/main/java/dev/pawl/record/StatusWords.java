package dev.pawl.record;

import dev.pawl.history.EntryStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the rows of a shape tell applied from failed. */
public sealed interface StatusWords {

    /** The SQL literal for an applied row; empty where the shape has no such column. */
    Optional<String> applied();

    /** The SQL literal for a failed row; empty where failed rows have no place (spec H6). */
    Optional<String> failed();

    /** The SQL condition that a row is applied. */
    String isApplied(String column);

    /** What a stored value means; empty for one that pawl does not know. */
    Optional<EntryStatus> read(@Nullable String stored);

    /** Every row is an applied migration (seeds A and B): a failed one must not appear (promises A36, B65). */
    record EveryRowApplied() implements StatusWords {
        @Override
        public Optional<String> applied() {
            return Optional.empty();
        }

        @Override
        public Optional<String> failed() {
            return Optional.empty();
        }

        @Override
        public String isApplied(String column) {
            return "TRUE";
        }

        @Override
        public Optional<EntryStatus> read(@Nullable String stored) {
            return Optional.of(EntryStatus.APPLIED);
        }
    }

    /** A boolean column {@code success} (seed D). */
    record SuccessFlag() implements StatusWords {
        @Override
        public Optional<String> applied() {
            return Optional.of("TRUE");
        }

        @Override
        public Optional<String> failed() {
            return Optional.of("FALSE");
        }

        @Override
        public String isApplied(String column) {
            return "(" + column + " IS TRUE)";
        }

        @Override
        public Optional<EntryStatus> read(@Nullable String stored) {
            return Optional.of("t".equals(stored) || "true".equals(stored) ? EntryStatus.APPLIED : EntryStatus.FAILED);
        }
    }

    /**
     * A text column.
     *
     * @param appliedWord what new rows get
     */
    record Words(String appliedWord) implements StatusWords {
        private static final List<String> APPLIED = List.of("applied", "completed", "success");
        private static final List<String> UNFINISHED = List.of("pending", "running");
        private static final String FAILED = "failed";

        @Override
        public Optional<String> applied() {
            return Optional.of("'" + appliedWord + "'");
        }

        @Override
        public Optional<String> failed() {
            return Optional.of("'" + FAILED + "'");
        }

        @Override
        public String isApplied(String column) {
            return "(pg_catalog.lower(" + column + ") IN ('" + String.join("', '", APPLIED) + "')" + " AND " + column
                    + " IS NOT NULL)";
        }

        @Override
        public Optional<EntryStatus> read(@Nullable String stored) {
            String word = stored == null ? "" : stored.strip().toLowerCase(Locale.ROOT);
            if (APPLIED.contains(word)) {
                return Optional.of(EntryStatus.APPLIED);
            }
            if (word.equals(FAILED)) {
                return Optional.of(EntryStatus.FAILED);
            }
            return UNFINISHED.contains(word) ? Optional.of(EntryStatus.UNFINISHED) : Optional.empty();
        }
    }
}
