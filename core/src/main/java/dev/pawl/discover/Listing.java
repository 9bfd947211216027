package dev.pawl.discover;

import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
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
    private final Map<SourceFile, Set<Marker>> markers = new HashMap<>();

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
        List<Problem> unreadable = new ArrayList<>();
        for (SourceFile file : location.files()) {
            if (!ignore.matches(file.path())) {
                listing.add(file, unreadable);
            }
        }
        if (!unreadable.isEmpty()) {
            throw PawlException.of(unreadable, null);
        }
        return listing;
    }

    private void add(SourceFile file, List<Problem> unreadable) {
        byPath.put(file.path(), file);
        if (!SourceFiles.isSql(file.path())) {
            otherFiles.add(file);
            return;
        }
        sqlFiles.add(file);
        try {
            Set<Marker> found = Markers.in(file.content());
            if (!found.isEmpty()) {
                markers.put(file, found);
            }
        } catch (IOException e) {
            unreadable.add(Unreadable.problem(file.content().location(), e));
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

    boolean has(SourceFile file, Marker marker) {
        return markers.getOrDefault(file, EnumSet.noneOf(Marker.class)).contains(marker);
    }

    boolean hasAnywhere(Marker marker) {
        return markers.values().stream().anyMatch(found -> found.contains(marker));
    }
}
