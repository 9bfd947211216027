package dev.pawl.discover;

/** Which half of a pair a file is. */
enum Direction {
    /** {@code .up}. */
    UP(".up"),
    /** {@code .down}. */
    DOWN(".down"),
    /** Neither: a script without a counterpart. */
    UP_ONLY("");

    private final String suffix;

    Direction(String suffix) {
        this.suffix = suffix;
    }

    /** The direction that a name without {@code .sql} ends with. */
    static Direction of(String stem) {
        if (SourceFiles.endsWith(stem, UP.suffix)) {
            return UP;
        }
        return SourceFiles.endsWith(stem, DOWN.suffix) ? DOWN : UP_ONLY;
    }

    String withoutSuffix(String stem) {
        return stem.substring(0, stem.length() - suffix.length());
    }
}
