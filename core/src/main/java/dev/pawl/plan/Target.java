package dev.pawl.plan;

/** How far a run goes (spec R3). */
public sealed interface Target {

    /** Everything that is pending. */
    record Latest() implements Target {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * Everything that is pending up to and with a version; repeatable migrations are left for later.
     *
     * @param selector a version ({@code 7}, {@code 007}) or a file name
     */
    record UpTo(String selector) implements Target {
        @Override
        public String toString() {
            return "up to " + selector;
        }
    }

    /**
     * One migration alone (seed E's {@code --version=01}).
     *
     * @param selector a version or a file name
     */
    record Only(String selector) implements Target {
        @Override
        public String toString() {
            return "only " + selector;
        }
    }
}
