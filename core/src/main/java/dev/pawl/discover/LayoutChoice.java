package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The layout that explains the files, and why.
 *
 * @param reason one sentence for {@code status --verbose}
 */
record LayoutChoice(Layout layout, String reason) {

    /** The signs of one layout. */
    private record Tally(Layout layout, int files, SourceFile example) {}

    static LayoutChoice pinned(String id) {
        return new LayoutChoice(Layouts.named(id), id + ": pinned by [migrations] layout");
    }

    /**
     * Lets each {@code .sql} file vote for the first layout that knows it.
     *
     * @throws PawlException with LAYOUT_UNCLEAR if no layout has three quarters of the votes: fewer strays than that are
     *     more likely misnamed, and each is named
     */
    static LayoutChoice detect(List<Listing> listings) {
        List<Tally> tallies = withMerged(tally(listings));
        if (tallies.isEmpty()) {
            return nothingRecognised(listings);
        }
        Tally winner = tallies.get(0);
        int votes = tallies.stream().mapToInt(Tally::files).sum();
        if (winner.files() * 4 < votes * 3) {
            throw PawlException.of(unclear(tallies));
        }
        return refined(winner, listings);
    }

    private static Map<Layout, Tally> tally(List<Listing> listings) {
        Map<Layout, Tally> tallies = new LinkedHashMap<>();
        for (Listing listing : listings) {
            for (SourceFile file : listing.sqlFiles()) {
                Layout layout = firstThatRecognises(file, listing);
                if (layout != null) {
                    tallies.merge(layout, new Tally(layout, 1, file), LayoutChoice::sum);
                }
            }
        }
        return tallies;
    }

    private static @Nullable Layout firstThatRecognises(SourceFile file, Listing listing) {
        if (isPlainOrNothing(file, listing)) {
            return Layouts.PLAIN.recognises(file, listing) ? Layouts.PLAIN : null;
        }
        for (Layout layout : Layouts.BY_SIGN) {
            if (layout.recognises(file, listing)) {
                return layout;
            }
        }
        return null;
    }

    /** Most files show no sign of another layout: no marker, no folder, no second ending, and a digit first. */
    private static boolean isPlainOrNothing(SourceFile file, Listing listing) {
        String path = file.path();
        char first = path.charAt(0);
        return first >= '0'
                && first <= '9'
                && path.indexOf('.') == path.length() - ".sql".length()
                && path.indexOf('/') < 0
                && !listing.isMarked(file);
    }

    private static Tally sum(Tally left, Tally right) {
        return new Tally(left.layout(), left.files() + right.files(), left.example());
    }

    /** Most votes first. Pop reads what golang-migrate reads, and so does plain unless pairs are the rule. */
    private static List<Tally> withMerged(Map<Layout, Tally> tallies) {
        Tally pairs = tallies.get(Layouts.GOLANG_MIGRATE);
        Tally pop = tallies.get(Layouts.POP);
        Tally plain = tallies.get(Layouts.PLAIN);
        if (pairs != null && pop != null) {
            tallies.put(Layouts.POP, sum(pop, tallies.remove(Layouts.GOLANG_MIGRATE)));
        } else if (pairs != null && plain != null && plain.files() * 3 > pairs.files()) {
            tallies.put(Layouts.PLAIN, sum(plain, tallies.remove(Layouts.GOLANG_MIGRATE)));
        }
        return tallies.values().stream()
                .sorted((left, right) -> Integer.compare(right.files(), left.files()))
                .toList();
    }

    private static LayoutChoice nothingRecognised(List<Listing> listings) {
        boolean hasRepeatables = listings.stream()
                .flatMap(listing -> listing.sqlFiles().stream())
                .anyMatch(file -> Repeatables.isNamed(SourceFiles.base(file.path())));
        return hasRepeatables
                ? new LayoutChoice(Layouts.FLYWAY, "flyway: there are only R__ files")
                : new LayoutChoice(Layouts.PLAIN, "plain: nothing speaks for another layout");
    }

    private static LayoutChoice refined(Tally winner, List<Listing> listings) {
        boolean hasPlainNames = winner.layout() == Layouts.PLAIN || winner.layout() == Layouts.GOLANG_MIGRATE;
        for (Layout refinement : hasPlainNames ? Layouts.REFINEMENTS : List.<Layout>of()) {
            for (Listing listing : listings) {
                for (SourceFile file : listing.sqlFiles()) {
                    if (refinement.recognises(file, listing)) {
                        return new LayoutChoice(refinement, refinement.id() + ": as " + file.path() + " shows");
                    }
                }
            }
        }
        int all =
                listings.stream().mapToInt(listing -> listing.sqlFiles().size()).sum();
        return new LayoutChoice(
                winner.layout(),
                winner.layout().id() + ": " + winner.files() + " of " + all + " .sql files look like "
                        + winner.example().path() + " (" + winner.layout().rule() + ")");
    }

    private static Problem unclear(List<Tally> tallies) {
        String candidates = tallies.stream()
                .map(tally -> tally.layout().id() + " (" + tally.files() + (tally.files() == 1 ? " file" : " files")
                        + ", such as " + tally.example().path() + ")")
                .collect(Collectors.joining(", "));
        String pins = tallies.stream()
                .map(tally -> "layout = \"" + tally.layout().id() + "\"")
                .collect(Collectors.joining(" or "));
        return Problem.of(
                ErrorCode.LAYOUT_UNCLEAR,
                "The files fit several layouts: " + candidates + ".",
                "Pin one under [migrations] in pawl.toml, " + pins
                        + ", and rename the other files, move them, or list them under ignore.");
    }
}
