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
        Optional<PlainName> plain = PlainName.parse(stem);
        if (plain.isPresent()) {
            return Optional.of(spell(plain.get().version(), plain.get().slug(), layout));
        }
        Matcher matcher = SOME_VERSION.matcher(stem);
        return matcher.matches() ? Optional.of(spell(matcher.group(1), matcher.group(2), layout)) : Optional.empty();
    }

    private static String spell(String version, String words, Layout layout) {
        String slug = Description.slug(words, "_");
        return layout.spell(version, slug.isEmpty() ? "name" : slug);
    }
}
