package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a command left behind.
 *
 * @param command as it was typed
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
public record Outcome(String command, int exit, String out, String err) {
    private static final Jsonb JSON = Jsonb.builder().build();

    /** Goes on only if the command succeeded. */
    public Outcome succeeded() {
        return exited(0);
    }

    /** Goes on only with this exit code. */
    public Outcome exited(int expected) {
        assertThat(exit).as("%s", this).isEqualTo(expected);
        return this;
    }

    /** Both streams, standard output first. */
    public String text() {
        return out + err;
    }

    /** Standard output as one JSON document. */
    public Map<String, Object> json() {
        return JSON.type(Object.class).map().fromJson(out);
    }

    /** An array of objects in the JSON document. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> jsonList(String key) {
        return (List<Map<String, Object>>) Objects.requireNonNull(json().get(key), key + " in " + out);
    }

    /** An object in the JSON document. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> jsonObject(String key) {
        return (Map<String, Object>) Objects.requireNonNull(json().get(key), key + " in " + out);
    }

    @Override
    public String toString() {
        return "$ " + command + "\n" + out + (err.isEmpty() ? "" : "--- standard error\n" + err) + "--- exit code "
                + exit;
    }
}
