package dev.pawl.discover;

import java.util.List;
import java.util.Optional;

/**
 * How a folder joins words in its file names.
 *
 * @param separator between version and description
 * @param betweenWords within the description
 */
record Spelling(String separator, String betweenWords) {

    private static final String DEFAULT = "_";

    /** The spelling of the newest name that shows it; words as in most of the names. */
    static Spelling of(List<MigrationFile> versioned) {
        List<PlainName> names = versioned.stream()
                .map(migration -> PlainName.parse(SourceFiles.base(migration.stem())))
                .flatMap(Optional::stream)
                .filter(name -> !name.separator().isEmpty())
                .toList();
        if (names.isEmpty()) {
            return new Spelling(DEFAULT, DEFAULT);
        }
        String separator = names.get(names.size() - 1).separator();
        return new Spelling(
                separator, mostUsed(names.stream().map(PlainName::slug).toList(), separator));
    }

    /** What stands between the words of most descriptions. */
    static String mostUsed(List<String> slugs, String ifNoneShows) {
        long dashes = slugs.stream().filter(slug -> slug.contains("-")).count();
        long underscores = slugs.stream().filter(slug -> slug.contains("_")).count();
        if (dashes == underscores) {
            return ifNoneShows;
        }
        return dashes > underscores ? "-" : "_";
    }
}
