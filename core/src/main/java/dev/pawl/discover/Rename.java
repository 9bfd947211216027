package dev.pawl.discover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Guesses what a file was meant to be called. */
final class Rename {

    private static final Pattern SOME_VERSION =
            Pattern.compile("[vV]?(\\d+(?:[._]\\d+)*)(?:[^\\p{L}\\p{N}]*)(.*)", Pattern.DOTALL);

    private Rename() {}

    /**
     * A name by the layout's rule; empty if the name holds no version to keep.
     *
     * @param stem the file's name without {@code .sql}
     */
    static Optional<String> suggest(String stem, Layout layout) {
        Matcher matcher = SOME_VERSION.matcher(stem);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String slug = Description.slug(matcher.group(2), "_");
        return Optional.of(layout.spell(matcher.group(1), slug.isEmpty() ? "name" : slug))
                .filter(name -> !name.equals(stem + ".sql"));
    }
}
