package dev.pawl.discover;

import dev.pawl.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds for each script the one that reverts it: of the same name, or else the only other one of its version. */
final class ScriptPairs {

    private final List<Script> ups = new ArrayList<>();
    private final List<Script> downs = new ArrayList<>();

    void add(Direction direction, Script script) {
        (direction == Direction.DOWN ? downs : ups).add(script);
    }

    /** Adds a migration for each script, and says which ones revert nothing. */
    void into(Reading reading, Function<SourceFile, Format> format) {
        Map<Version, List<Script>> downsByVersion = downs.stream().collect(Collectors.groupingBy(Script::version));
        for (Script up : ups) {
            Optional<Script> down = downs.isEmpty()
                    ? Optional.empty()
                    : takeDown(downsByVersion.getOrDefault(up.version(), List.of()), up);
            reading.add(up.migration(down, format.apply(up.file())));
        }
        downs.stream()
                .filter(left ->
                        downsByVersion.getOrDefault(left.version(), List.of()).contains(left))
                .forEach(left -> reading.cannotExplain(left.file(), revertsNothing(left), Optional.empty()));
    }

    private Optional<Script> takeDown(List<Script> candidates, Script up) {
        Optional<Script> found = candidates.stream()
                .filter(down -> down.stem().equals(up.stem()))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(down -> upsLike(down).isEmpty())
                        .findFirst());
        found.ifPresent(candidates::remove);
        return found;
    }

    private List<Script> upsLike(Script down) {
        return ups.stream().filter(up -> up.stem().equals(down.stem())).toList();
    }

    private static String revertsNothing(Script down) {
        return "it reverts version " + down.version() + ", which no file beside it applies";
    }
}
