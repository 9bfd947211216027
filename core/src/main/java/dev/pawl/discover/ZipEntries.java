package dev.pawl.discover;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Lists the files of a zip or jar file. */
final class ZipEntries {

    private ZipEntries() {}

    /** A file of an archive, with its path below the folder that was asked for. */
    record Found(String path, ZipEntry entry) {}

    /** A folder's name in the form that entries begin with: no slash before, one after. */
    static String asPrefix(String folder) {
        String bare = folder.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : bare + "/";
    }

    static List<Found> under(String prefix, ZipFile zip) {
        return zip.stream()
                .filter(entry -> !entry.isDirectory())
                .filter(entry -> pathOf(entry).startsWith(prefix))
                .map(entry -> new Found(pathOf(entry).substring(prefix.length()), entry))
                .filter(found -> !found.path().isEmpty() && !QuietFiles.includesPartOf(found.path()))
                .sorted(Comparator.comparing(Found::path))
                .toList();
    }

    /** What to write instead of a folder that the archive does not have. */
    static String advice(ZipFile zip) {
        String folders = under("", zip).stream()
                .filter(found -> SourceFiles.isSql(found.path()))
                .map(found -> SourceFiles.folder(found.path()))
                .distinct()
                .limit(3)
                .map(folder -> "!/" + folder)
                .collect(Collectors.joining(" or "));
        return folders.isEmpty()
                ? "It holds no .sql file at all: name another archive."
                : "Its .sql files are in " + folders + ": name that folder after the archive.";
    }

    /** Some programs for Windows write backslashes. */
    private static String pathOf(ZipEntry entry) {
        return PathText.composed(entry.getName().replace('\\', '/'));
    }
}
