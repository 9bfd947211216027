package dev.pawl.discover;

import java.util.List;
import java.util.Locale;

/** Names that are nobody's migration and deserve no word: hidden files, editors' backups, installed packages. */
final class QuietFiles {

    private static final List<String> ENDINGS = List.of("~", ".bak", ".swp", ".swo", ".orig", ".rej", ".tmp");
    private static final List<String> NAMES = List.of("node_modules", "__MACOSX", "Thumbs.db", "desktop.ini");

    private QuietFiles() {}

    /** Whether a file or folder of this name is left out. */
    static boolean includes(String name) {
        // A dot also begins ..data, where Kubernetes keeps what the links of a mounted ConfigMap point to.
        if (name.startsWith(".") || NAMES.contains(name) || (name.startsWith("#") && name.endsWith("#"))) {
            return true;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        for (String ending : ENDINGS) {
            if (lower.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any part of a path is such a name. */
    static boolean includesPartOf(String path) {
        return List.of(path.split("/")).stream().anyMatch(QuietFiles::includes);
    }
}
