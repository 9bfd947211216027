package dev.pawl.discover;

import dev.pawl.error.PawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of one location after the ignore list, with the markers at the heads of its {@code .sql} files. */
final class Listing {

    private final Location location;
    private final Map<String, SourceFile> byPath = new HashMap<>();
    private final List<SourceFile> sqlFiles = new ArrayList<>();
    private final List<SourceFile> otherFiles = new ArrayList<>();
    private final Map<String, Set<Marker>> markers = new HashMap<>();

    private Listing(Location location) {
        this.location = location;
    }

    /**
     * Lists a location.
     *
     * @throws PawlException with LOCATION_MISSING or FILE_UNREADABLE
     */
    static Listing of(Location location, IgnoreList ignore) {
        Listing listing = new Listing(location);
        List<SourceFile> scripts = new ArrayList<>();
        for (SourceFile file : location.files()) {
            if (ignore.matches(file.path())) {
                continue;
            }
            if (SourceFiles.isSql(file.path())) {
                scripts.add(file);
            } else {
                listing.addOther(file);
            }
        }
        HeadReaders heads = new HeadReaders(scripts);
        heads.read().forEach(listing::addScript);
        if (!heads.unreadable().isEmpty()) {
            throw PawlException.of(heads.unreadable(), null);
        }
        return listing;
    }

    private void addOther(SourceFile file) {
        byPath.put(file.path(), file);
        otherFiles.add(file);
    }

    private void addScript(HeadReader.Seen seen) {
        String path = seen.file().path();
        byPath.put(path, seen.file());
        sqlFiles.add(seen.file());
        if (!seen.markers().isEmpty()) {
            markers.put(path, seen.markers());
        }
    }

    Location location() {
        return location;
    }

    List<SourceFile> sqlFiles() {
        return sqlFiles;
    }

    List<SourceFile> otherFiles() {
        return otherFiles;
    }

    Optional<SourceFile> file(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Whether it has any. */
    boolean isMarked(SourceFile file) {
        return markers.containsKey(file.path());
    }

    boolean has(SourceFile file, Marker marker) {
        Set<Marker> found = markers.get(file.path());
        return found != null && found.contains(marker);
    }

    boolean hasAnywhere(Marker marker) {
        return markers.values().stream().anyMatch(found -> found.contains(marker));
    }
}
