package dev.pawl.discover;

/** Questions about the path of a file. */
final class SourceFiles {

    private static final String SQL = ".sql";

    private SourceFiles() {}

    static boolean isSql(String path) {
        return path.endsWith(SQL) || endsWith(path, SQL);
    }

    /** Whether a path ends so, in upper or lower case. */
    static boolean endsWith(String path, String ending) {
        return path.regionMatches(true, path.length() - ending.length(), ending, 0, ending.length());
    }

    /** The last part of a path. */
    static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Everything before the last part, without the slash; empty for a file of the location itself. */
    static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** A path without its {@code .sql}. */
    static String withoutSql(String path) {
        return isSql(path) ? path.substring(0, path.length() - SQL.length()) : path;
    }

    /** How many folders lie above a file. */
    static int depth(String path) {
        int depth = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }
}
