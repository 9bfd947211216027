package dev.pawl.postgres;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Environment variables as a value: those of the process, and below them those of a {@code .env} file (promise B29). An
 * empty variable counts as not set, but still hides the file's.
 */
public final class EnvironmentVariables {

    private final Map<String, String> real;
    private final Map<String, String> fromFile;
    private final String file;

    private EnvironmentVariables(Map<String, String> real, Map<String, String> fromFile, String file) {
        this.real = Collections.unmodifiableMap(new TreeMap<>(real));
        this.fromFile = Collections.unmodifiableMap(new TreeMap<>(fromFile));
        this.file = file;
    }

    /** These variables and no file. */
    public static EnvironmentVariables of(Map<String, String> variables) {
        return new EnvironmentVariables(variables, Map.of(), "");
    }

    /** The variables of this process and no file. */
    public static EnvironmentVariables ofProcess() {
        return of(System.getenv());
    }

    /** The same, with the variables of a file below them. */
    public EnvironmentVariables withDotEnv(DotEnv dotEnv, Path name) {
        return new EnvironmentVariables(real, dotEnv.variables(), name.toString());
    }

    /** The value of a variable that is set and not empty. */
    public Optional<String> find(String name) {
        String value = real.containsKey(name) ? real.get(name) : fromFile.get(name);
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /** How to name a variable in a message: {@code DATABASE_URL}, or {@code DATABASE_URL (from .env)}. */
    public String origin(String name) {
        return real.containsKey(name) ? name : name + " (from " + file + ")";
    }

    /** The names of all variables that are set and not empty. */
    public SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(real.keySet());
        names.addAll(fromFile.keySet());
        names.removeIf(name -> find(name).isEmpty());
        return names;
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return names().toString();
    }
}
