package dev.pawl.acceptance.documents;

import dev.pawl.acceptance.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests of all modules and the IDs that they prove, read from their sources.
 *
 * <p>An ID counts when it stands before the colon of a display name: {@code "F5, B24: …"}. The display name of a class counts for
 * each of its tests.
 */
final class SpecTests {
    private static final Pattern ID = Pattern.compile("\\b[A-FHINRSTW][1-9][0-9]?\\b");
    private static final Pattern NAMED = Pattern.compile(
            "@DisplayName\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"|(?:@ParameterizedTest|@RepeatedTest)\\([^)]*?\"((?:[^\"\\\\]|\\\\.)*)\""
                    + "|\\bdynamicTest\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern DECLARATION =
            Pattern.compile("\\G[^{;]*?(?:\\b(class)\\s+(\\w+)|\\b(?:void|Stream<\\w+>|List<\\w+>)\\s+(\\w+)\\s*\\()");

    private SpecTests() {}

    /**
     * A test, or a class of tests, that names an ID.
     *
     * @param id the spec's or a promise's
     * @param file the source, from the repository's root
     * @param type the outermost class
     * @param method the method; empty where the whole class proves it
     */
    record Proof(String id, Path file, String type, Optional<String> method) {}

    /** All of them, in the order of files and lines. */
    static List<Proof> read() throws IOException {
        List<Proof> proofs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Repository.root())) {
            files.filter(SpecTests::isTest).sorted().forEach(file -> addAll(file, proofs));
        }
        return proofs;
    }

    private static boolean isTest(Path file) {
        String path = Repository.root().relativize(file).toString().replace('\\', '/');
        return path.matches("[a-z-]+/src/test/java/.*Test\\.java");
    }

    private static void addAll(Path file, List<Proof> proofs) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String type = file.getFileName().toString().replace(".java", "");
        Path relative = Repository.root().relativize(file);
        NAMED.matcher(source).results().forEach(name -> {
            Optional<String> method = method(source, name.end());
            ids(text(name)).forEach(id -> proofs.add(new Proof(id, relative, type, method)));
        });
    }

    private static String text(MatchResult name) {
        return Stream.of(1, 2, 3)
                .map(name::group)
                .filter(group -> group != null)
                .findFirst()
                .orElse("");
    }

    /** The IDs before the first colon; none where anything but IDs stands there. */
    static List<String> ids(String displayName) {
        int colon = displayName.indexOf(':');
        if (colon < 0) {
            return List.of();
        }
        String head = displayName.substring(0, colon);
        List<String> ids = ID.matcher(head).results().map(MatchResult::group).toList();
        boolean isOnlyIds = ID.matcher(head).replaceAll("").matches("[\\s,/+&and]*");
        return isOnlyIds ? ids : List.of();
    }

    private static Optional<String> method(String source, int from) {
        Matcher declaration = DECLARATION.matcher(source);
        if (!declaration.find(from) || declaration.group(1) != null) {
            return Optional.empty();
        }
        return Optional.of(declaration.group(3));
    }
}
