package dev.pawl.cli.config;

import dev.pawl.cli.words.Counts;
import dev.pawl.cli.words.Durations;
import dev.pawl.cli.words.Suggestion;
import dev.pawl.error.ErrorCode;
import dev.pawl.error.Excerpt;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads a {@code pawl.toml} and reports all that is wrong with it at once. */
public final class ConfigReader {

    private final Path file;
    private final String shown;
    private final List<String> lines;
    private final Map<Key, Config.Entry> entries = new EnumMap<>(Key.class);
    private final List<Problem> problems = new ArrayList<>();

    private ConfigReader(Path file, String shown, String text) {
        this.file = file;
        this.shown = shown;
        this.lines = text.lines().toList();
    }

    /**
     * The config in a file.
     *
     * @param folder what the file is named relative to in messages
     * @throws PawlException CONFIG_SYNTAX, CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE, CONFIG_NOT_FOUND
     */
    public static Config read(Path file, Path folder) {
        String shown = Names.relative(file, folder);
        String text = textOf(file, shown);
        return new ConfigReader(file, shown, text).parse(Toml.parse(text));
    }

    private static String textOf(Path file, String shown) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.CONFIG_SYNTAX,
                            "The config " + shown + " is not UTF-8.",
                            "Save it as UTF-8; TOML has no other encoding."),
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.CONFIG_NOT_FOUND,
                            "The config " + shown + " cannot be read: " + e.getMessage() + ".",
                            "Check its permissions."),
                    e);
        }
    }

    private Config parse(TomlParseResult toml) {
        toml.errors()
                .forEach(error -> problems.add(at(
                        error.position(),
                        ErrorCode.CONFIG_SYNTAX,
                        "The config is not TOML: " + lowerFirst(String.valueOf(error.getMessage())) + ".",
                        "Strings stand in quotes: `url = \"...\"`. `pawl init` writes a config to compare with.")));
        if (problems.isEmpty()) {
            readTable("", toml);
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(
                    problem -> problem.position().map(SourcePosition::line).orElse(0)));
            throw PawlException.of(problems, null);
        }
        return new Config(file, entries);
    }

    private void readTable(String section, TomlTable table) {
        for (String word : table.keySet()) {
            Object value = table.get(List.of(word));
            TomlPosition position = table.inputPositionOf(List.of(word));
            String path = section.isEmpty() ? word : section + "." + word;
            Optional<Key> key = keyOf(path);
            if (key.isPresent()) {
                readValue(key.get(), value, position);
            } else if (value instanceof TomlTable inner && isSection(path)) {
                readTable(path, inner);
            } else {
                problems.add(unknown(path, position));
            }
        }
    }

    private static Optional<Key> keyOf(String path) {
        return Arrays.stream(Key.values())
                .filter(key -> key.path().equals(path))
                .findFirst();
    }

    private static boolean isSection(String path) {
        return Arrays.stream(Key.values()).anyMatch(key -> key.section().equals(path));
    }

    private void readValue(Key key, @Nullable Object value, @Nullable TomlPosition position) {
        Optional<List<String>> texts = textsOf(key.type(), value);
        if (texts.filter(values -> isAllowed(key.type(), values)).isEmpty()) {
            problems.add(at(
                    position,
                    ErrorCode.CONFIG_INVALID_VALUE,
                    "`" + key.path() + "` is not " + key.type().described() + ".",
                    "Write, for example: `" + key.word() + " = " + key.sample() + "`."));
            return;
        }
        entries.put(key, new Config.Entry(texts.get(), place(position)));
    }

    private static Optional<List<String>> textsOf(Key.Type type, @Nullable Object value) {
        if (type.kind() == Key.Kind.COUNT) {
            return value instanceof Long number ? Optional.of(List.of(number.toString())) : Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(List.of(text));
        }
        if (type.kind() != Key.Kind.TEXTS || !(value instanceof TomlArray array)) {
            return Optional.empty();
        }
        List<Object> items = array.toList();
        return items.stream().allMatch(String.class::isInstance)
                ? Optional.of(items.stream().map(String.class::cast).toList())
                : Optional.empty();
    }

    private static boolean isAllowed(Key.Type type, List<String> values) {
        if (values.isEmpty() && type.kind() != Key.Kind.TEXTS) {
            return false;
        }
        if (type.kind() == Key.Kind.DURATION) {
            return Durations.parse(values.get(0)).isPresent();
        }
        if (type.kind() == Key.Kind.COUNT) {
            return Counts.parse(values.get(0)).isPresent();
        }
        return type.choices().isEmpty() || type.choices().contains(values.get(0));
    }

    private Problem unknown(String path, @Nullable TomlPosition position) {
        List<String> known = Arrays.stream(Key.values())
                .flatMap(key -> Stream.of(key.path(), key.section()))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        Optional<String> meant = sameWordElsewhere(path).or(() -> Suggestion.nearest(path, known));
        return at(
                position,
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "The config has no key `" + path + "`.",
                meant.map(key -> "Did you mean `" + key + "`? ").orElse("")
                        + "`pawl init` writes a config with every key.");
    }

    private static Optional<String> sameWordElsewhere(String path) {
        String word = path.substring(path.lastIndexOf('.') + 1);
        return Arrays.stream(Key.values())
                .filter(key -> key.word().equals(word))
                .map(Key::path)
                .findFirst();
    }

    private Problem at(@Nullable TomlPosition position, ErrorCode code, String message, String fix) {
        SourcePosition place = place(position);
        Problem problem = Problem.at(place, code, message, fix);
        if (place.line() > lines.size()) {
            return problem;
        }
        String line = lines.get(place.line() - 1);
        // A password may stand in a URL: such a line is never shown.
        return line.contains("url") ? problem : problem.withExcerpt(new Excerpt(line, place.column()));
    }

    private SourcePosition place(@Nullable TomlPosition position) {
        return position == null
                ? SourcePosition.startOf(shown)
                : new SourcePosition(shown, position.line(), position.column());
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
