package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the migrations of all locations, in one order (spec F1, F2, F9). */
public final class Discovery {

    private final DiscoverySettings settings;
    private final Layout layout;
    private final List<MigrationFile> files = new ArrayList<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Discovery(DiscoverySettings settings, Layout layout) {
        this.settings = settings;
        this.layout = layout;
    }

    /**
     * Finds the migrations. Each {@code .sql} file's first lines are read for a tool's markers, nothing more.
     *
     * @throws PawlException with everything that is wrong at once: LOCATION_MISSING, LOCATION_EMPTY, FILE_UNREADABLE,
     *     LAYOUT_UNCLEAR, FILE_UNEXPLAINED, VERSION_DUPLICATE, VERSION_GAP, NAME_TOO_LONG
     */
    public static Discovered discover(List<Location> locations, DiscoverySettings settings) {
        List<Listing> listings = listings(locations, new IgnoreList(settings.ignore()));
        LayoutChoice choice =
                settings.layout().map(LayoutChoice::pinned).orElseGet(() -> LayoutChoice.detect(listings));
        Discovery discovery = new Discovery(settings, choice.layout());
        listings.forEach(discovery::read);
        return discovery.finish(choice.reason());
    }

    private static List<Listing> listings(List<Location> locations, IgnoreList ignore) {
        List<Listing> listings = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Location location : locations.size() == 1 ? locations : List.copyOf(new LinkedHashSet<>(locations))) {
            try {
                listings.add(Listing.of(location, ignore));
            } catch (PawlException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return listings;
    }

    private void read(Listing listing) {
        Reading reading = layout.read(listing);
        errors.addAll(unexplained(listing, reading));
        errors.addAll(reading.errors());
        warnings.addAll(reading.warnings());
        notes.addAll(reading.notes());
        files.addAll(reading.migrations());
        noteOthers(listing, reading);
        boolean isEmpty =
                reading.migrations().isEmpty() && reading.unexplained().isEmpty();
        if (isEmpty && settings.empty() == EmptyPolicy.DENY) {
            errors.add(empty(listing));
        }
    }

    /** One problem a file; one for all files in folders where the location itself seems to be the wrong one. */
    private static List<Problem> unexplained(Listing listing, Reading reading) {
        List<Unexplained> files = reading.unexplained();
        boolean isWrongFolder = reading.migrations().isEmpty()
                && files.stream().map(Unexplained::file).anyMatch(Subfolders::hold);
        if (!isWrongFolder) {
            return files.stream().map(Unexplained::problem).toList();
        }
        List<Problem> problems = new ArrayList<>(List.of(Subfolders.problem(listing)));
        files.stream()
                .filter(file -> !Subfolders.hold(file.file()))
                .map(Unexplained::problem)
                .forEach(problems::add);
        return problems;
    }

    private void noteOthers(Listing listing, Reading reading) {
        List<SourceFile> others = listing.otherFiles().stream()
                .filter(file -> !reading.isCompanion(file))
                .toList();
        List<SourceFile> code = others.stream()
                .filter(file -> CodeMigrations.includes(file, layout))
                .toList();
        CodeMigrations.warning(code).ifPresent(warnings::add);
        others.stream()
                .filter(file -> !code.contains(file))
                .forEach(file -> notes.add(file.content().location() + " is not a .sql file: left alone."));
    }

    private static Problem empty(Listing listing) {
        String others =
                listing.otherFiles().stream().limit(3).map(SourceFile::path).collect(Collectors.joining(", "));
        String text = listing.location().text();
        return Problem.of(
                ErrorCode.LOCATION_EMPTY,
                "There is no migration in " + text + (others.isEmpty() ? "." : " (only " + others + ")."),
                "Write the first one with pawl new \"create users\", or check that this is the right place and that it is"
                        + " mounted.");
    }

    private Discovered finish(String reason) {
        files.sort(layout.order());
        OrderCheck order = new OrderCheck(files, layout, settings);
        errors.addAll(order.errors());
        if (!errors.isEmpty()) {
            throw PawlException.of(errors, null);
        }
        order.notAlphabetical().ifPresent(warnings::add);
        return new Discovered(files, layout, reason, warnings, notes);
    }
}
