package dev.pawl.cli.config;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a {@code pawl.toml} says; every value is known to have the type of its key. */
public final class Config {

    /** No config: everything has its default. */
    public static final Config NONE = new Config(null, Map.of());

    private final @Nullable Path file;
    private final Map<Key, Entry> entries;

    /**
     * One value.
     *
     * @param values one, or those of an array
     * @param position where it stands
     */
    record Entry(List<String> values, SourcePosition position) {
        Entry {
            values = List.copyOf(values);
        }
    }

    Config(@Nullable Path file, Map<Key, Entry> entries) {
        this.file = file;
        this.entries = Map.copyOf(entries);
    }

    /** The file; empty where there is none. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The folder that its relative paths start from; empty where there is no file. */
    public Optional<Path> folder() {
        return file().map(Path::toAbsolutePath).map(Path::getParent);
    }

    /** The value of a key. */
    public Optional<String> text(Key key) {
        return texts(key).stream().findFirst();
    }

    /** The values of a key. */
    public List<String> texts(Key key) {
        Entry entry = entries.get(key);
        return entry == null ? List.of() : entry.values();
    }

    /**
     * The values of a key with {@code ${NAME}} replaced by environment variables. Of several values, those that name a
     * variable which is not set are passed over, but for the last.
     *
     * @param variables their values by name
     * @throws PawlException CONFIG_INVALID_VALUE when a variable of the last one is not set
     */
    public List<String> interpolated(Key key, Function<String, Optional<String>> variables) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        List<String> result = new ArrayList<>();
        List<String> values = entry.values();
        for (int i = 0; i < values.size(); i++) {
            try {
                result.add(interpolated(values.get(i), entry.position(), key, variables));
            } catch (PawlException e) {
                if (i == values.size() - 1) {
                    throw e;
                }
            }
        }
        return result;
    }

    private static String interpolated(
            String text, SourcePosition position, Key key, Function<String, Optional<String>> variables) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", done)) {
            int end = text.indexOf('}', start);
            if (end < 0) {
                break;
            }
            String name = text.substring(start + 2, end);
            Optional<String> value = variables.apply(name);
            if (value.isEmpty()) {
                throw PawlException.of(Problem.at(
                        position,
                        ErrorCode.CONFIG_INVALID_VALUE,
                        "`" + key.path() + "` needs the environment variable " + name + ", which is not set.",
                        "Set " + name + ", or give the database with `--url`."));
            }
            result.append(text, done, start).append(value.get());
            done = end + 1;
        }
        return result.append(text, done, text.length()).toString();
    }
}
