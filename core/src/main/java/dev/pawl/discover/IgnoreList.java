package dev.pawl.discover;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The config's {@code [migrations] ignore}: globs of files that are no migrations. A glob without a slash speaks of a
 * name at any depth ({@code *.md}, {@code seeds}), one with a slash of a path from the location ({@code test/*.sql},
 * {@code seeds/**}). A folder's name leaves out everything in it.
 */
final class IgnoreList {

    private final List<Pattern> names;
    private final List<Pattern> paths;

    IgnoreList(List<String> globs) {
        this.names = globs.stream()
                .filter(glob -> !hasSlash(glob))
                .map(IgnoreList::pattern)
                .toList();
        this.paths = globs.stream()
                .filter(IgnoreList::hasSlash)
                .map(IgnoreList::pattern)
                .toList();
    }

    /** Whether a file is left out. */
    boolean matches(String path) {
        if (names.isEmpty() && paths.isEmpty()) {
            return false;
        }
        return isIgnoredByPath(path) || List.of(path.split("/")).stream().anyMatch(this::isIgnoredByName);
    }

    private boolean isIgnoredByName(String name) {
        return names.stream().anyMatch(glob -> glob.matcher(name).matches());
    }

    private boolean isIgnoredByPath(String path) {
        return paths.stream().anyMatch(glob -> glob.matcher(path).matches());
    }

    /** A slash at the end only says that a folder is meant. */
    private static boolean hasSlash(String glob) {
        return glob.replaceAll("/+$", "").contains("/");
    }

    /** Written here because the JDK's globs depend on the locale that file names are decoded with. */
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        String bare = PathText.composed(glob.replaceAll("/+$", "").replaceAll("^(\\./|/)+", ""));
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c == '*' && bare.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (c == '*' && bare.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else {
                regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.append("(/.*)?").toString(), Pattern.DOTALL);
    }
}
