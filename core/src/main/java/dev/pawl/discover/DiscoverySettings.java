package dev.pawl.discover;

import java.util.List;
import java.util.Optional;

/**
 * How files are looked for: the config's {@code [migrations]}.
 *
 * @param layout the pinned layout's {@link Layout#id()}; empty to detect it
 * @param ignore globs of files that are no migrations ({@code schema.sql}, {@code test/**})
 */
public record DiscoverySettings(
        Optional<String> layout, List<String> ignore, DuplicatePolicy duplicates, GapPolicy gaps, EmptyPolicy empty) {

    /** What holds without a config. */
    public static final DiscoverySettings DEFAULT =
            new DiscoverySettings(Optional.empty(), List.of(), DuplicatePolicy.DENY, GapPolicy.ALLOW, EmptyPolicy.DENY);

    /** Copies the list. */
    public DiscoverySettings {
        ignore = List.copyOf(ignore);
    }

    /** These settings with a pinned layout. */
    public DiscoverySettings withLayout(String id) {
        return new DiscoverySettings(Optional.of(id), ignore, duplicates, gaps, empty);
    }

    /** These settings with another ignore list. */
    public DiscoverySettings withIgnore(List<String> globs) {
        return new DiscoverySettings(layout, globs, duplicates, gaps, empty);
    }

    /** These settings with a policy on equal versions. */
    public DiscoverySettings withDuplicates(DuplicatePolicy policy) {
        return new DiscoverySettings(layout, ignore, policy, gaps, empty);
    }

    /** These settings with a policy on missing numbers. */
    public DiscoverySettings withGaps(GapPolicy policy) {
        return new DiscoverySettings(layout, ignore, duplicates, policy, empty);
    }

    /** These settings with a policy on empty locations. */
    public DiscoverySettings withEmpty(EmptyPolicy policy) {
        return new DiscoverySettings(layout, ignore, duplicates, gaps, policy);
    }
}
